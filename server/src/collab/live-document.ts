import { randomInt } from 'node:crypto';
import * as Y from 'yjs';
import type { CollabKind, Principal } from './types.ts';

/** An update failed inside the document, which may now be half-changed: it must be loaded again. */
export class BrokenDocument extends Error {
  override name = 'BrokenDocument';
}

/** Transaction origins: who is behind a change. */
class Authored {
  readonly author: Principal | null;
  constructor(author: Principal | null) {
    this.author = author;
  }
}
const STAMP = Symbol('what the server alone may say');
const STORED = Symbol('the state at load');
/** An open document has a second one in memory for so long after an edit by the server. */
const STAGE_MS = 1000;

/** The Y.Doc of one open room, with the domain's stamping and a measure of its size. */
export class LiveDocument {
  readonly doc = new Y.Doc();
  readonly #kind: CollabKind;
  readonly #id: string;
  /** REST edits write under one client id per load: a fresh one each would swell the state vector. */
  readonly #editorId = randomInt(2 ** 32);
  #stamps: Uint8Array[] = [];
  #stampError: unknown = null;
  #estimate = 0;
  #encoded: Uint8Array | null = null;
  /** What the last edit was rehearsed on: the next one needs only what came since, not the whole document. */
  #stage: Y.Doc | null = null;
  #stageTimer: NodeJS.Timeout | undefined;

  constructor(kind: CollabKind, id: string) {
    this.#kind = kind;
    this.#id = id;
    this.doc.on('afterTransaction', (transaction) => this.#stamp(transaction));
    const keep = (update: Uint8Array): void => void this.#stamps.push(update);
    // Yjs encodes a transaction only when somebody listens. Clients' transactions are relayed and
    // stored as received, so we listen for the server's own alone: encoding costs most of a keystroke.
    this.doc.on('afterTransactionCleanup', (transaction) => {
      if (transaction.origin === STAMP) this.doc.on('update', keep);
      else this.doc.off('update', keep);
    });
  }

  #stamp(transaction: Y.Transaction): void {
    if (!(transaction.origin instanceof Authored)) return;
    const { author } = transaction.origin;
    try {
      this.doc.transact(() => this.#kind.onTransaction?.(this.doc, transaction, author, this.#id), STAMP);
    } catch (error) {
      this.#stampError ??= error;
    }
  }

  /**
   * Runs `work`, which applies checked updates of one author, as one transaction. Returns the updates
   * the server added to it. Throws BrokenDocument.
   */
  transactAs(author: Principal | null, work: () => void): Uint8Array[] {
    const wasWaiting = this.#isWaiting();
    this.#stamps = [];
    this.#stampError = null;
    try {
      this.doc.transact(work, new Authored(author));
    } catch (cause) {
      throw new BrokenDocument('an update failed while it was applied', { cause });
    } finally {
      this.#encoded = null;
    }
    if (this.#stampError !== null) throw new BrokenDocument('stamping failed', { cause: this.#stampError });
    if (!wasWaiting && this.#isWaiting()) throw new BrokenDocument('an update depends on itself');
    for (const stamp of this.#stamps) this.#estimate += stamp.byteLength;
    return this.#stamps;
  }

  /** To be called inside `transactAs`. */
  applyUpdate(update: Uint8Array): void {
    Y.applyUpdate(this.doc, update);
    this.#estimate += update.byteLength;
  }

  /** The state as stored, before anybody joins. Throws BrokenDocument. */
  load(updates: readonly Uint8Array[]): void {
    try {
      this.doc.transact(() => {
        for (const update of updates) this.applyUpdate(update);
      }, STORED);
      this.#kind.opened?.(this.doc, this.#id);
    } catch (cause) {
      throw new BrokenDocument('a stored update could not be applied', { cause });
    } finally {
      this.#encoded = null;
    }
  }

  /** Updates that have been stamped already, by another node or before a reload. As `transactAs`. */
  applyStamped(updates: readonly Uint8Array[]): Uint8Array[] {
    return this.transactAs(null, () => {
      for (const update of updates) this.applyUpdate(update);
    });
  }

  /** True when structs wait for others that never came: after a load, a sign of a damaged log. */
  #isWaiting(): boolean {
    return this.doc.store.pendingStructs !== null || this.doc.store.pendingDs !== null;
  }

  get isIncomplete(): boolean {
    return this.#isWaiting();
  }

  /**
   * Runs `fn` on a copy, so that a throw leaves no trace; returns its result and the updates it made, and `done` to
   * be called once the document has them. `fn` must be synchronous.
   */
  rehearse<T>(fn: (doc: Y.Doc) => T): { result: T; updates: Uint8Array[]; done(): void } {
    const copy = this.#takeStage();
    const updates: Uint8Array[] = [];
    const keep = (update: Uint8Array): void => void updates.push(update);
    copy.on('update', keep);
    try {
      const result = copy.transact(() => fn(copy));
      if (result instanceof Promise) throw new TypeError('an edit of a document must be synchronous');
      return { result, updates, done: () => this.#keepStage(copy) };
    } finally {
      copy.off('update', keep);
    }
  }

  /** A copy of the document as it is, nobody else's: of one whose edit fails nothing is used again. */
  #takeStage(): Y.Doc {
    const stage = this.#stage;
    this.#dropStage();
    const copy = stage ?? new Y.Doc();
    const missing = stage ? Y.encodeStateAsUpdate(this.doc, Y.encodeStateVector(stage)) : this.encode();
    Y.applyUpdate(copy, missing);
    copy.clientID = this.#editorId;
    return copy;
  }

  #keepStage(copy: Y.Doc): void {
    this.#dropStage();
    this.#stage = copy;
    this.#stageTimer = setTimeout(() => this.#dropStage(), STAGE_MS).unref();
  }

  #dropStage(): void {
    clearTimeout(this.#stageTimer);
    this.#stage = null;
  }

  /** The whole state, kept until the next change: joiners of a quiet room cost nothing. */
  encode(): Uint8Array {
    if (this.#encoded === null) {
      this.#encoded = Y.encodeStateAsUpdate(this.doc);
      this.#estimate = this.#encoded.byteLength;
    }
    return this.#encoded;
  }

  stateVector(): Uint8Array {
    return Y.encodeStateVector(this.doc);
  }

  /** Whether `bytes` more stay within `limit`. Measures only when the running sum says otherwise. */
  hasRoomFor(bytes: number, limit: number): boolean {
    if (this.#estimate + bytes <= limit) return true;
    return this.encode().byteLength + bytes <= limit;
  }

  destroy(): void {
    this.#dropStage();
    this.doc.destroy();
  }
}
