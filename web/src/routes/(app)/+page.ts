import { orErrorPage } from '#lib/api/load.ts';
import { loadNow, loadSetup } from '#lib/music/music.api.ts';
import { loadInCities } from '#lib/studio/in-cities.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, depends }) => {
  depends('app:now');
  const [now, setup, inCities] = await Promise.all([
    orErrorPage(loadNow(fetch)),
    orErrorPage(loadSetup(fetch)),
    loadInCities(fetch),
  ]);
  return { now, setup, inCities };
};
