import { IndexeddbPersistence } from 'y-indexeddb';
import * as Y from 'yjs';
import { type LocalAction, type StateVector, mergeVectors } from './save-ledger.ts';

/** The stores, by y-indexeddb's own names. */
export const UPDATES = 'updates';
export const NOTES = 'custom';
/** Keys in the notes. */
export const DURABLE = 'durable';
export const UNSAVED_PREFIX = 'unsaved:';
export const NAMES_PREFIX = 'names:';

/** What ids in a document stand for: a fact by id. */
export type Names = Readonly<Record<string, unknown>>;

export interface Leftovers {
  /** Actions of earlier page loads that no durable vector covered when they were written. */
  unsaved: LocalAction[];
  durable: Map<number, number>;
}

/** The database of one person's copy of one document; two accounts on one phone never share one. */
export const localCopyName = (userKey: string, docName: string): string => `ensemble:${userKey}:${docName}`;

export const whenDone = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('the browser refused to store this'));
  });

export const result = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the browser could not read its storage'));
  });

/** The database of this name, with the stores y-indexeddb would make in it. */
export function openStores(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(UPDATES, { autoIncrement: true });
    request.result.createObjectStore(NOTES);
  };
  return result(request);
}

/** Some private windows have IndexedDB and refuse to open it: ask before relying on it. */
async function storageWorks(name: string): Promise<boolean> {
  if (typeof indexedDB === 'undefined') return false;
  try {
    (await openStores(name)).close();
    return true;
  } catch {
    return false;
  }
}

/**
 * The copy of a document on this device: its updates (y-indexeddb) and, beside them, which actions
 * are not yet durable on the server, so that "3 changes kept" is still true after a reload.
 */
export class LocalCopy {
  readonly #persistence: IndexeddbPersistence;
  readonly #ownKey: string;
  #staleKeys: string[] = [];

  private constructor(persistence: IndexeddbPersistence, ownKey: string) {
    this.#persistence = persistence;
    this.#ownKey = ownKey;
  }

  /** Loads what is stored into `doc`. Null where the browser has no storage to give. */
  static async open(name: string, doc: Y.Doc): Promise<{ copy: LocalCopy; leftovers: Leftovers } | null> {
    if (!(await storageWorks(name))) return null;
    const persistence = new IndexeddbPersistence(name, doc);
    await persistence.whenSynced;
    // The page load's own key: a Yjs client id is new with each load, and two tabs differ too.
    const copy = new LocalCopy(persistence, `${UNSAVED_PREFIX}${doc.clientID}`);
    return { copy, leftovers: await copy.#leftovers() };
  }

  #transaction(mode: IDBTransactionMode, stores: string[]): IDBTransaction {
    const { db } = this.#persistence;
    if (!db) throw new Error('the local copy is not open');
    return db.transaction(stores, mode);
  }

  async #leftovers(): Promise<Leftovers> {
    const store = this.#transaction('readonly', [NOTES]).objectStore(NOTES);
    const [keys, values] = await Promise.all([
      result(store.getAllKeys()),
      result(store.getAll() as IDBRequest<unknown[]>),
    ]);
    const leftovers: Leftovers = { unsaved: [], durable: new Map() };
    keys.forEach((key, at) => {
      const value = values[at];
      if (key === DURABLE) leftovers.durable = Y.decodeStateVector(value as Uint8Array);
      else if (typeof key === 'string' && key.startsWith(UNSAVED_PREFIX)) {
        this.#staleKeys.push(key);
        leftovers.unsaved.push(...(value as LocalAction[]));
      }
    });
    return leftovers;
  }

  /**
   * Writes the list of unsaved actions. Its transaction spans the updates' store as well: the
   * browser runs overlapping transactions in order, so when this resolves, every document update
   * made before the call is stored too.
   */
  async writeUnsaved(actions: readonly LocalAction[]): Promise<void> {
    const transaction = this.#transaction('readwrite', [UPDATES, NOTES]);
    const store = transaction.objectStore(NOTES);
    for (const key of this.#staleKeys) store.delete(key);
    this.#staleKeys = [];
    if (actions.length === 0) store.delete(this.#ownKey);
    else store.put([...actions], this.#ownKey);
    await whenDone(transaction);
  }

  /** Remembers what the server called durable; never goes back behind what another tab wrote. */
  async writeDurable(vector: StateVector): Promise<void> {
    const transaction = this.#transaction('readwrite', [NOTES]);
    const store = transaction.objectStore(NOTES);
    const known = (await result(store.get(DURABLE) as IDBRequest<Uint8Array | undefined>)) ?? null;
    const merged = known ? mergeVectors(Y.decodeStateVector(known), vector) : new Map(vector);
    store.put(Y.encodeStateVector(merged), DURABLE);
    await whenDone(transaction);
  }

  /** The names of one kind as last written; empty before. */
  async readNames(kind: string): Promise<Names> {
    const store = this.#transaction('readonly', [NOTES]).objectStore(NOTES);
    return (await result(store.get(NAMES_PREFIX + kind) as IDBRequest<Names | undefined>)) ?? {};
  }

  async writeNames(kind: string, names: Names): Promise<void> {
    const transaction = this.#transaction('readwrite', [NOTES]);
    transaction.objectStore(NOTES).put(names, NAMES_PREFIX + kind);
    await whenDone(transaction);
  }

  async close(): Promise<void> {
    await this.#persistence.destroy();
  }
}
