import { hostsOnly } from '#lib/accounts/hosts-only.ts';
import { orErrorPage } from '#lib/api/load.ts';
import { loadOrders } from '#lib/trips/trips.api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, parent, url }) => {
  hostsOnly((await parent()).me, url.pathname);
  return { orders: await orErrorPage(loadOrders(fetch)) };
};
