import type * as Y from 'yjs';
import { docName, type DocName } from '@ensemble/shared/collab';
import type { Clock } from '@ensemble/shared';
import {
  createTuneLogGuard,
  projectEntries,
  readEntries,
  readNotes,
  seedTuneLog,
  type TuneLogGuard,
  type TuneLogRow,
} from '@ensemble/shared/music/tune-log';
import type { CollabAccess, CollabKind, Principal } from '../collab/index.ts';
import type { InstancesService } from '../instances/index.ts';

export const TUNE_LOG = 'tune-log';
export const tuneLogName = (instanceId: string): DocName => docName(TUNE_LOG, instanceId);
/** Origin of what the server itself writes into a log. */
export const SERVER_ORIGIN = 'server';

/** Where the rows made from a document go; replaces all of an evening's rows at once. */
export interface LogProjection {
  replace(
    evening: { instanceId: string; sessionId: string; date: string },
    rows: readonly TuneLogRow[],
    notes: string,
  ): Promise<void>;
}

export interface TuneLogDeps {
  instances: InstancesService;
  logs: LogProjection;
  clock: Clock;
  /** What this person (or this link's token) may do with the instance, by the table of rights. */
  access(principal: Principal | null, instanceId: string, token: string | null): Promise<CollabAccess>;
}

/** How the tune log takes part in co-editing: who may, what the server stamps, what rows come of it. */
export function tuneLogKind({ instances, logs, clock, access }: TuneLogDeps): CollabKind {
  const guards = new WeakMap<Y.Doc, TuneLogGuard>();
  return {
    kind: TUNE_LOG,
    authorize: (principal, instanceId, token) => access(principal, instanceId, token),
    seed: (doc) => {
      seedTuneLog(doc, SERVER_ORIGIN);
    },
    opened: (doc) => {
      guards.set(doc, createTuneLogGuard(doc, { now: () => clock.now(), serverOrigin: SERVER_ORIGIN }));
    },
    onTransaction: (doc, transaction, author) => {
      guards.get(doc)?.onTransaction(doc, transaction, author);
    },
    async project(instanceId, doc) {
      const row = await instances.repo.find(instanceId);
      if (row?.source.kind !== 'session') return;
      const evening = { instanceId, sessionId: row.source.id.toHexString(), date: row.date };
      await logs.replace(evening, projectEntries(readEntries(doc)), readNotes(doc));
    },
  };
}
