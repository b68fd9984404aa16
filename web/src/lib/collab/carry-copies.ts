import * as Y from 'yjs';
import {
  DURABLE,
  NAMES_PREFIX,
  NOTES,
  type Names,
  UNSAVED_PREFIX,
  UPDATES,
  localCopyName,
  openStores,
  result,
  whenDone,
} from './local-copy.ts';
import { type LocalAction, mergeVectors } from './save-ledger.ts';

interface Contents {
  updates: unknown[];
  notes: (readonly [key: IDBValidKey, value: unknown])[];
}

async function read(db: IDBDatabase): Promise<Contents> {
  const transaction = db.transaction([UPDATES, NOTES], 'readonly');
  const notes = transaction.objectStore(NOTES);
  const [updates, keys, values] = await Promise.all([
    result(transaction.objectStore(UPDATES).getAll() as IDBRequest<unknown[]>),
    result(notes.getAllKeys()),
    result(notes.getAll() as IDBRequest<unknown[]>),
  ]);
  return { updates, notes: keys.map((key, at) => [key, values[at]] as const) };
}

/** Two notes of one name say together what each says alone. */
function joined(key: IDBValidKey, known: unknown, more: unknown): unknown {
  if (known === undefined) return more;
  if (key === DURABLE) {
    const [a, b] = [known, more].map((vector) => Y.decodeStateVector(vector as Uint8Array));
    return Y.encodeStateVector(mergeVectors(a ?? new Map(), b ?? new Map()));
  }
  if (typeof key !== 'string') return known;
  if (key.startsWith(UNSAVED_PREFIX)) return [...(known as LocalAction[]), ...(more as LocalAction[])];
  if (key.startsWith(NAMES_PREFIX)) return { ...(more as Names), ...(known as Names) };
  return known; // y-indexeddb's own
}

/** Lays the contents over what is there: Yjs updates may come in any order, and twice. */
async function add(db: IDBDatabase, { updates, notes }: Contents): Promise<void> {
  const transaction = db.transaction([UPDATES, NOTES], 'readwrite');
  const stored = whenDone(transaction);
  for (const update of updates) transaction.objectStore(UPDATES).add(update);
  const store = transaction.objectStore(NOTES);
  for (const [key, value] of notes) store.put(joined(key, await result(store.get(key)), value), key);
  await stored;
}

/** Emptied rather than deleted: another tab may still have it open, and its next write would throw. */
async function empty(db: IDBDatabase): Promise<void> {
  const transaction = db.transaction([UPDATES, NOTES], 'readwrite');
  transaction.objectStore(UPDATES).clear();
  transaction.objectStore(NOTES).clear();
  await whenDone(transaction);
}

async function carryOne(from: string, to: string): Promise<void> {
  const source = await openStores(from);
  try {
    const contents = await read(source);
    if (contents.updates.length === 0 && contents.notes.length === 0) return;
    const target = await openStores(to);
    try {
      await add(target, contents);
    } finally {
      target.close();
    }
    await empty(source);
  } finally {
    source.close();
  }
}

/**
 * A guest became an account: what this device keeps of theirs, unsent edits included, is now the
 * account's, beside what the account has here already. Safe to repeat. A copy that cannot be read or
 * written stays where it is and does not keep the others back; a browser that cannot list its
 * databases (Firefox before 126) keeps them all where they are.
 */
export async function carryCopies(fromUserId: string, toUserId: string): Promise<void> {
  if (fromUserId === toUserId || typeof indexedDB === 'undefined' || !('databases' in indexedDB)) return;
  const prefix = localCopyName(fromUserId, '');
  const names = (await indexedDB.databases().catch(() => [])).flatMap(({ name }) =>
    name?.startsWith(prefix) === true ? [name] : [],
  );
  await Promise.allSettled(
    names.map((name) => carryOne(name, localCopyName(toUserId, name.slice(prefix.length)))),
  );
}
