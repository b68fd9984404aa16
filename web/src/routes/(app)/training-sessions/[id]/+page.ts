import { loadInstance, loadSeats } from '#lib/api/instances.ts';
import { orErrorPage } from '#lib/api/load.ts';
import { loadContentVersions } from '#lib/api/training.ts';
import { loadTrainingSession } from '#lib/api/training-sessions.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, params, depends }) => {
  depends('app:training-session');
  const session = await orErrorPage(loadTrainingSession(params.id, fetch));
  const { instanceId, mayRun } = session;
  // The agenda helps also where its date or the editions before could not be read.
  const [instance, seats, editions] = await Promise.all([
    instanceId === null ? null : loadInstance(instanceId, fetch).catch(() => null),
    instanceId === null ? null : loadSeats(instanceId, fetch).catch(() => null),
    mayRun ? loadContentVersions(params.id, fetch).catch(() => []) : [],
  ]);
  return { session, instance, seats, editions };
};
