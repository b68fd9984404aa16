import { orErrorPage } from '#lib/api/load.ts';
import { loadInstance, loadRows, loadSession } from '#lib/music/log/evening.api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, params, depends }) => {
  depends('app:evening');
  const [instance, rows] = await orErrorPage(
    Promise.all([loadInstance(params.id, fetch), loadRows(params.id, fetch)]),
  );
  const session = instance.sessionId ? await orErrorPage(loadSession(instance.sessionId, fetch)) : null;
  return { instance, rows, session };
};
