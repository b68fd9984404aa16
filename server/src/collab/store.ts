import type { DocName } from '@ensemble/shared/collab/index';

/** One write of the log: the updates of one document that one group commit gathered. */
export interface UpdateRow {
  /** Unique over all nodes, so that a node recognises its own row after an answer got lost. */
  id: string;
  doc: DocName;
  /** Counts from 1 without gaps per document; unique (doc, seq). */
  seq: number;
  updates: Uint8Array[];
  /** Epoch milliseconds. */
  at: number;
  node: string;
}

/**
 * `behind`: the number is taken or already folded into a snapshot; another node wrote. Load what is
 * missing and append again. An Error concerns this row alone.
 */
export type AppendOutcome = 'stored' | 'behind' | 'erased' | Error;

export interface StoredDocument {
  /** Null when there is none, or none newer than what was asked for. */
  snapshot: Uint8Array | null;
  /** Everything up to this seq is in the snapshot; 0 without one. */
  coversSeq: number;
  /** The projection is known to hold everything up to this seq and nothing that was not stored. */
  projectedSeq: number;
  erased: boolean;
  /** In seq order. */
  rows: UpdateRow[];
}

export interface Snapshot {
  doc: DocName;
  bytes: Uint8Array;
  stateVector: Uint8Array;
  coversSeq: number;
}

/**
 * Where documents live: an append-only log, one head record a document (snapshot and marks), leases.
 *
 * Why a dense (doc, seq) rather than (doc, node, seq): a duplicate key tells a node at once that it
 * missed somebody's row, and "everything up to n" has one meaning for compaction, projection and
 * re-reading. The one trap is a node so far behind that its number was compacted away and is free
 * again; `append` therefore looks at the head after inserting and takes such a row back.
 *
 * Calls reject when the store fails; then it is not known whether a row was written. Repeating is safe.
 */
export interface CollabStore {
  /** One write for all rows, acknowledged only when it survives a crash. At most one row a document. */
  append(rows: readonly UpdateRow[]): Promise<AppendOutcome[]>;
  /** Everything with a seq above `afterSeq` (0: all, stale rows included). Rows are read before the head, so that a compaction in between hides nothing. */
  load(doc: DocName, afterSeq?: number): Promise<StoredDocument>;
  /** False when a later lease holder has written, or the document was erased. */
  saveSnapshot(snapshot: Snapshot, fence: number): Promise<boolean>;
  /** Deletes rows up to `upToSeq`; call only after the snapshot covering them was saved. */
  dropRows(doc: DocName, upToSeq: number): Promise<void>;
  /** False when a later lease holder has written, or the document was erased. */
  markProjected(doc: DocName, seq: number, fence: number): Promise<boolean>;
  /** Deletes all content and leaves a mark, so that a late row of another node finds it and goes too. */
  erase(doc: DocName): Promise<void>;
  /** A fencing token that only ever rises, or null while somebody holds it. `now` in epoch milliseconds. */
  acquireLease(name: string, holder: string, now: number, ttlMs: number): Promise<number | null>;
  /** Does nothing when the lease has passed to somebody else. */
  releaseLease(name: string, token: number): Promise<void>;
}

export const SCHEMA_VERSION = 1;
