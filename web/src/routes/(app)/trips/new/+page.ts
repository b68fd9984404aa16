import { hostsOnly } from '#lib/agenda/hosts-only.ts';
import { orErrorPage } from '#lib/api/load.ts';
import { loadCities } from '#lib/trips/trips.api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, parent, url }) => {
  hostsOnly((await parent()).me, url.pathname);
  return { cities: await orErrorPage(loadCities(fetch)), citySlug: url.searchParams.get('city') ?? '' };
};
