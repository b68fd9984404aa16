import { orErrorPage } from '#lib/api/load.ts';
import { loadCities } from '#lib/api/agenda.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch }) => ({ cities: await orErrorPage(loadCities(fetch)) });
