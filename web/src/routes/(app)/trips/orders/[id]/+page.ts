import { hostsOnly } from '#lib/agenda/hosts-only.ts';
import { orErrorPage } from '#lib/api/load.ts';
import { asPart } from '#lib/music/music.api.ts';
import { loadOrder, loadTrip } from '#lib/trips/trips.api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, params, parent, url, depends }) => {
  depends('app:order');
  hostsOnly((await parent()).me, url.pathname);
  const order = await orErrorPage(loadOrder(fetch, params.id));
  // A trip may be deleted once its orders are cancelled: the order stays.
  const trip = order.tripId === null ? null : await asPart(loadTrip(fetch, order.tripId));
  return { order, trip: trip?.ok ? trip.value : null };
};
