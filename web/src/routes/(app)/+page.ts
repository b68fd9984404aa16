import { orErrorPage } from '#lib/api/load.ts';
import { loadNow, loadSetup } from '#lib/music/music.api.ts';
import { loadInCities } from '#lib/studio/in-cities.ts';
import { loadTrainingNow } from '#lib/training/home/now-data.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, depends, parent }) => {
  depends('app:now');
  const [now, setup, inCities, training] = await Promise.all([
    orErrorPage(loadNow(fetch)),
    orErrorPage(loadSetup(fetch)),
    loadInCities(fetch),
    parent().then(({ me }) => loadTrainingNow(fetch, me)),
  ]);
  return { now, setup, inCities, training };
};
