import { orErrorPage } from '#lib/api/load.ts';
import { loadSessions } from '#lib/music/music.api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, depends }) => {
  depends('app:sessions');
  return { sessions: await orErrorPage(loadSessions(fetch)) };
};
