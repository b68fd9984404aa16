import { activeEvent, type InstancesService, presentInstance, versionsOf } from '../instances/index.ts';
import type { Watchable } from '../live/live.types.ts';
import type { SessionsService } from './sessions.service.ts';

const WATCH_DAYS_MS = 14 * 86_400_000;

/** Sessions as `/live` watches them: the same rights as everywhere, staff hear sooner. */
export function sessionWatchable(deps: {
  instances: InstancesService;
  sessions: SessionsService;
  now(): number;
}): Watchable {
  const { instances, sessions, now } = deps;
  const around = (sessionId: string) =>
    instances.repo.upcoming([sessionId], now(), now() + WATCH_DAYS_MS, 200);
  return {
    key: 'sessions',
    room: 'session',
    async audience(viewer, id) {
      if (!(await sessions.may(viewer, id, 'read'))) return null;
      return (await sessions.may(viewer, id, 'log')) ? 'staff' : 'public';
    },
    async snapshot(id) {
      const rows = await around(id);
      return { instances: rows.map((row) => presentInstance(row)), active: rows.map(activeEvent) };
    },
    async versions(ids) {
      const found = new Map<string, Record<string, number>>();
      for (const id of ids) found.set(id, versionsOf(await around(id)));
      return found;
    },
  };
}
