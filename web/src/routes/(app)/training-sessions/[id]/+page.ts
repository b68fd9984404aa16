import { loadInstance, loadSeats } from '#lib/api/instances.ts';
import { asPart, orErrorPage } from '#lib/api/load.ts';
import { loadContentVersions } from '#lib/api/training.ts';
import { loadTrainingSession } from '#lib/api/training-sessions.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, params, depends }) => {
  depends('app:training-session');
  const session = await orErrorPage(loadTrainingSession(params.id, fetch));
  const { instanceId, mayRun } = session;
  // The agenda helps also where its date or the editions before could not be read: the page says so there.
  const [date, editions] = await Promise.all([
    instanceId === null
      ? null
      : asPart(Promise.all([loadInstance(instanceId, fetch), loadSeats(instanceId, fetch)])),
    mayRun ? asPart(loadContentVersions(params.id, fetch)) : null,
  ]);
  return { session, date, editions };
};
