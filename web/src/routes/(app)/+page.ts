import { orErrorPage } from '#lib/api/load.ts';
import { loadNow, loadSetup } from '#lib/music/music.api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, depends }) => {
  depends('app:now');
  const [now, setup] = await Promise.all([orErrorPage(loadNow(fetch)), orErrorPage(loadSetup(fetch))]);
  return { now, setup };
};
