import type { ActiveEvent } from '@ensemble/shared';
import type { Watchable } from '../live/live.types.ts';
import type { InstanceRow } from './instances.repo.ts';
import type { InstancesService } from './instances.service.ts';
import { presentInstance } from './present.ts';

export const activeEvent = (row: InstanceRow): ActiveEvent => ({
  instanceId: row._id.toHexString(),
  sessionId: row.source.id.toHexString(),
  isActive: row.isActive,
  version: row.version,
});

/** By id, for a digest. */
export const versionsOf = (rows: readonly InstanceRow[]): Record<string, number> =>
  Object.fromEntries(rows.map((row) => [row._id.toHexString(), row.version]));

/** Single instances as `/live` watches them, whichever part of the product they are of. */
export const instanceWatchable = ({ repo, owners }: InstancesService): Watchable => ({
  key: 'instances',
  room: 'instance',
  async audience(viewer, id) {
    const row = await repo.find(id);
    if (!row || !(await owners.may(viewer, row, 'read'))) return null;
    if (!(await owners.may(viewer, row, 'log'))) return 'public';
    return (await owners.may(viewer, row, 'manage')) ? 'manager' : 'staff';
  },
  async snapshot(id, audience) {
    const row = await repo.find(id);
    if (!row) return {};
    return { instances: [presentInstance(row, audience === 'manager')], active: [activeEvent(row)] };
  },
  async versions(ids) {
    const rows = await repo.list({ ids }, { limit: ids.length });
    return new Map(rows.map((row) => [row._id.toHexString(), versionsOf([row])]));
  },
});
