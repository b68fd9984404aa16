import { orErrorPage } from '#lib/api/load.ts';
import { loadTune } from '#lib/music/music.api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, params }) => ({
  tune: await orErrorPage(loadTune(fetch, params.id)),
});
