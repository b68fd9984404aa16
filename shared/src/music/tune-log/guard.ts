import * as Y from 'yjs';
import { entriesOf, isUsableId } from './sequence.ts';

/**
 * What only the server may say about an entry: who logged it and when it came in. Clients can write these fields
 * like any other, so after every transaction with a client's updates the server puts right what it touched.
 */
interface Stamp {
  loggedBy: string | undefined;
  /** UTC, ISO 8601. */
  insertedAt: string | undefined;
}

export interface Author {
  userId: string;
}

export interface TuneLogGuardOptions {
  /** Epoch milliseconds. */
  now: () => number;
  /** Origin of the guard's own transactions. */
  serverOrigin: unknown;
}

export interface TuneLogGuard {
  /**
   * To be called for each transaction of the document, within it or right after it, before anything else
   * changes the document. `author` is the user whose updates the transaction holds, so it must hold one user's
   * only. Null is the server itself, or another node that has stamped already: its values are believed. What is
   * wrong is put right in one go, with `serverOrigin` when called after the transaction.
   */
  onTransaction(doc: Y.Doc, transaction: Y.Transaction, author: Author | null): void;
  /** A guest became an account: their entries, removed ones that a redo may bring back included, are now the account's. */
  reassignAuthor(fromUserId: string, toUserId: string): void;
}

const FIELDS = ['loggedBy', 'insertedAt'] as const;

const readStamp = (map: Y.Map<unknown>): Stamp => {
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  return { loggedBy: text(map.get('loggedBy')), insertedAt: text(map.get('insertedAt')) };
};

/** Ids of the entries whose presence or whose stamped fields a transaction touched. */
function touchedIds(entries: Y.Map<unknown>, transaction: Y.Transaction): Set<string> {
  const ids = new Set<string>();
  for (const [type, keys] of transaction.changed) {
    if ((type as unknown) === entries) {
      for (const key of keys) if (key !== null && isUsableId(key)) ids.add(key);
    } else if ((type.parent as unknown) === entries && FIELDS.some((field) => keys.has(field))) {
      const id = type._item?.parentSub;
      if (id && isUsableId(id)) ids.add(id);
    }
  }
  return ids;
}

function writeStamp(map: Y.Map<unknown>, stamp: Stamp): void {
  for (const field of FIELDS) {
    const value = stamp[field];
    if (value === undefined) map.delete(field);
    else if (map.get(field) !== value) map.set(field, value);
  }
}

/**
 * The guard of one document on the server. Make it after the stored state is loaded and before any client joins:
 * what is there then is taken as said by the server.
 *
 * A stamp's update follows the client's: store both before acknowledging the client's.
 */
export function createTuneLogGuard(doc: Y.Doc, { now, serverOrigin }: TuneLogGuardOptions): TuneLogGuard {
  const entries = entriesOf(doc);
  /** Outlives the entry, so that an add undone and redone keeps its first stamp. */
  const stamps = new Map<string, Stamp>();
  entries.forEach((value, id) => {
    if (value instanceof Y.Map) stamps.set(id, readStamp(value));
  });

  return {
    onTransaction(target, transaction, author) {
      const wrong: [Y.Map<unknown>, Stamp][] = [];
      for (const id of touchedIds(entries, transaction)) {
        const map = entries.get(id);
        if (!(map instanceof Y.Map)) continue;
        const fresh = (): Stamp =>
          author === null
            ? readStamp(map)
            : { loggedBy: author.userId, insertedAt: new Date(now()).toISOString() };
        const stamp = author === null ? fresh() : (stamps.get(id) ?? fresh());
        stamps.set(id, stamp);
        if (FIELDS.some((field) => map.get(field) !== stamp[field])) wrong.push([map, stamp]);
      }
      if (wrong.length > 0) {
        target.transact(() => wrong.forEach(([map, stamp]) => writeStamp(map, stamp)), serverOrigin);
      }
    },
    reassignAuthor(fromUserId, toUserId) {
      reassignAuthor(doc, fromUserId, toUserId, serverOrigin);
      for (const stamp of stamps.values()) if (stamp.loggedBy === fromUserId) stamp.loggedBy = toUserId;
    },
  };
}

/**
 * A guard that listens for itself. `authorOf` tells the user from a transaction's origin (null: the server).
 * Returns the guard and how to stop.
 */
export function attachTuneLogGuard(
  doc: Y.Doc,
  options: TuneLogGuardOptions & { authorOf: (origin: unknown) => Author | null },
): TuneLogGuard & { detach: () => void } {
  const guard = createTuneLogGuard(doc, options);
  const { authorOf, serverOrigin } = options;
  const listener = (transaction: Y.Transaction): void => {
    const { origin } = transaction as { origin: unknown };
    guard.onTransaction(doc, transaction, origin === serverOrigin ? null : authorOf(origin));
  };
  doc.on('afterTransaction', listener);
  return { ...guard, detach: () => doc.off('afterTransaction', listener) };
}

/** Makes one user's entries another's, in one transaction. Returns how many there were. */
export function reassignAuthor(doc: Y.Doc, fromUserId: string, toUserId: string, origin: unknown): number {
  const theirs: Y.Map<unknown>[] = [];
  entriesOf(doc).forEach((value) => {
    if (value instanceof Y.Map && value.get('loggedBy') === fromUserId) theirs.push(value);
  });
  if (theirs.length > 0) doc.transact(() => theirs.forEach((map) => map.set('loggedBy', toUserId)), origin);
  return theirs.length;
}
