import { hostsOnly } from '#lib/accounts/hosts-only.ts';
import { orErrorPage } from '#lib/api/load.ts';
import { loadCities } from '#lib/api/agenda.ts';
import { loadTrip } from '#lib/trips/trips.api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, params, parent, url }) => {
  hostsOnly((await parent()).me, url.pathname);
  const [trip, cities] = await Promise.all([
    orErrorPage(loadTrip(fetch, params.id)),
    orErrorPage(loadCities(fetch)),
  ]);
  return { trip, cities };
};
