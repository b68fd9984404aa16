import { hostsOnly } from '#lib/accounts/hosts-only.ts';
import { orErrorPage, asPart } from '#lib/api/load.ts';
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
