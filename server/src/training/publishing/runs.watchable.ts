import { liveKey } from '@ensemble/shared/live/live-key';
import type { Watchable } from '../../live/live.types.ts';
import type { Runs } from './run.service.ts';
import type { TrainingSessions } from './sessions.service.ts';

export const RUN_ROOM = 'run';

/** A session's day as `/live` watches it: for everybody who may read the session. */
export const runsWatchable = (sessions: TrainingSessions, runs: Runs): Watchable => ({
  key: 'runs',
  room: RUN_ROOM,
  async audience(viewer, id) {
    const session = await sessions.find(id);
    if (!session || !(await sessions.may(viewer, session, 'read'))) return null;
    return (await sessions.may(viewer, session, 'edit')) ? 'staff' : 'public';
  },
  snapshot: async (id) => ({ runs: [await runs.get(id)] }),
  async versions(ids) {
    const found = await runs.versions(ids);
    return new Map([...found].map(([id, version]) => [id, { [liveKey('run', id)]: version }]));
  },
});
