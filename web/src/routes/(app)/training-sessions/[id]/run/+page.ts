import { orErrorPage } from '#lib/api/load.ts';
import { loadTrainingSession } from '#lib/api/training-sessions.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, params, depends }) => {
  depends('app:training-session');
  return { session: await orErrorPage(loadTrainingSession(params.id, fetch)) };
};
