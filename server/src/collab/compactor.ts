import type { DocName } from '@ensemble/shared/collab/index';
import * as Y from 'yjs';
import type { LeaseJobs } from './lease-jobs.ts';
import type { CollabStore, StoredDocument } from './store.ts';

/**
 * Folds a document's log into its snapshot and returns the seq the snapshot covers. Built from the
 * store alone, so that nothing gets into a snapshot before it is durable. The snapshot is saved
 * first and the rows go after: a crash in between leaves rows that are applied once more, in vain.
 */
export function compactDocument(store: CollabStore, jobs: LeaseJobs, doc: DocName): Promise<number> {
  return jobs.run(doc, async (fence) => {
    const stored = await store.load(doc);
    const coversSeq = lastSeqOf(stored);
    if (stored.rows.length === 0 || stored.erased) return coversSeq;
    const folded = new Y.Doc();
    try {
      folded.transact(() => {
        for (const update of storedUpdates(stored)) Y.applyUpdate(folded, update);
      });
      const snapshot = {
        doc,
        bytes: Y.encodeStateAsUpdate(folded),
        stateVector: Y.encodeStateVector(folded),
        coversSeq,
      };
      if (!(await store.saveSnapshot(snapshot, fence))) return stored.coversSeq;
    } finally {
      folded.destroy();
    }
    await store.dropRows(doc, coversSeq);
    return coversSeq;
  });
}

export const lastSeqOf = (stored: StoredDocument): number =>
  Math.max(stored.coversSeq, stored.rows.at(-1)?.seq ?? 0);

/** Snapshot and log in order, ready to be applied. */
export const storedUpdates = ({ snapshot, rows }: StoredDocument): Uint8Array[] => [
  ...(snapshot ? [snapshot] : []),
  ...rows.flatMap(({ updates }) => updates),
];
