import { hostsOnly } from '#lib/accounts/hosts-only.ts';
import { orErrorPage } from '#lib/api/load.ts';
import { loadCities } from '#lib/api/agenda.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, parent, url }) => {
  hostsOnly((await parent()).me, url.pathname);
  return { cities: await orErrorPage(loadCities(fetch)), citySlug: url.searchParams.get('city') ?? '' };
};
