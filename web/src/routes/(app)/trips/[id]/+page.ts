import { hostsOnly } from '#lib/agenda/hosts-only.ts';
import { loadCity } from '#lib/agenda/agenda.api.ts';
import { orErrorPage } from '#lib/api/load.ts';
import { asPart } from '#lib/music/music.api.ts';
import { loadOffers, loadPlannable, loadTrip } from '#lib/trips/trips.api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, params, parent, url, depends }) => {
  depends('app:trip');
  hostsOnly((await parent()).me, url.pathname);
  const trip = await orErrorPage(loadTrip(fetch, params.id));
  const [city, plannable, offers] = await Promise.all([
    orErrorPage(loadCity(fetch, trip.citySlug)),
    asPart(loadPlannable(fetch, trip)),
    asPart(loadOffers(fetch, trip.id)),
  ]);
  return { trip, city, plannable, offers };
};
