import { loadCities } from '#lib/api/agenda.ts';
import { hostsOnly } from '#lib/accounts/hosts-only.ts';
import { orErrorPage } from '#lib/api/load.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, parent, url }) => {
  hostsOnly((await parent()).me, url.pathname + url.search);
  return { cities: await orErrorPage(loadCities(fetch)), city: url.searchParams.get('city') };
};
