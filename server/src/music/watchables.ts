import type { ActiveEvent } from '@ensemble/shared';
import { type InstanceRow, type InstancesService, presentInstance } from '../instances/index.ts';
import type { Watchable } from '../live/live.types.ts';
import type { SessionsService } from './sessions.service.ts';

export const activeEvent = (row: InstanceRow): ActiveEvent => ({
  instanceId: row._id.toHexString(),
  sessionId: row.source.id.toHexString(),
  isActive: row.isActive,
  version: row.version,
});

const WATCH_DAYS_MS = 14 * 86_400_000;

/** Instances and sessions as `/live` watches them: the same rights as everywhere, staff hear sooner. */
export function musicWatchables(deps: {
  instances: InstancesService;
  sessions: SessionsService;
  now(): number;
}): Watchable[] {
  const { instances, sessions, now } = deps;
  const versions = (rows: readonly InstanceRow[]) =>
    Object.fromEntries(rows.map((row) => [row._id.toHexString(), row.version]));
  const around = (sessionIds: readonly string[]) =>
    instances.repo.upcoming(sessionIds, now(), now() + WATCH_DAYS_MS, 200);
  return [
    {
      key: 'instances',
      room: 'instance',
      async audience(viewer, id) {
        const row = await instances.repo.find(id);
        if (!row || !(await instances.owners.may(viewer, row, 'read'))) return null;
        return (await instances.owners.may(viewer, row, 'log')) ? 'staff' : 'public';
      },
      async snapshot(id) {
        const row = await instances.repo.find(id);
        return row ? { instances: [presentInstance(row)], active: [activeEvent(row)] } : {};
      },
      versions: async (ids) => versions(await instances.repo.list({ ids }, { limit: ids.length })),
    },
    {
      key: 'sessions',
      room: 'session',
      async audience(viewer, id) {
        if (!(await sessions.may(viewer, id, 'read'))) return null;
        return (await sessions.may(viewer, id, 'log')) ? 'staff' : 'public';
      },
      async snapshot(id) {
        const rows = await around([id]);
        return { instances: rows.map((row) => presentInstance(row)), active: rows.map(activeEvent) };
      },
      versions: async (ids) => versions(await around(ids)),
    },
  ];
}
