import { hostsOnly } from '#lib/accounts/hosts-only.ts';
import { loadCity } from '#lib/api/agenda.ts';
import { orErrorPage, asPart } from '#lib/api/load.ts';
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
