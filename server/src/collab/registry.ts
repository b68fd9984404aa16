import { randomUUID } from 'node:crypto';
import { CLOSE, parseDocName } from '@ensemble/shared/collab/index';
import type { DocName } from '@ensemble/shared/collab/index';
import { AppError } from '@ensemble/shared/core/errors';
import type { Clock } from '@ensemble/shared/core/clock';
import * as Y from 'yjs';
import { Committer } from './committer.ts';
import { compactDocument, lastSeqOf, storedUpdates } from './compactor.ts';
import { LeaseJobs, pause } from './lease-jobs.ts';
import type { CollabLimits } from './limits.ts';
import { LiveDocument } from './live-document.ts';
import { Projector } from './projector.ts';
import { Room } from './room.ts';
import type { CollabStore, StoredDocument, UpdateRow } from './store.ts';
import type { CollabKind, CollabLog } from './types.ts';

export interface RegistryOptions {
  store: CollabStore;
  kinds: readonly CollabKind[];
  clock: Clock;
  limits: CollabLimits;
  log: CollabLog;
  node: string;
  metric(name: string, value: number): void;
  /** Before a document is loaded: listen to other nodes. The result is called at unload. */
  listen(room: Room): Promise<() => void>;
  onCommitted(room: Room, row: UpdateRow): void;
}

/** The open documents of this node: each loaded once, kept while used, and let go only when stored. */
export class Registry {
  readonly node: string;
  readonly store: CollabStore;
  readonly clock: Clock;
  readonly limits: CollabLimits;
  readonly log: CollabLog;
  readonly jobs: LeaseJobs;
  readonly committer: Committer;
  readonly projector: Projector;
  readonly #options: RegistryOptions;
  readonly #rooms = new Map<DocName, Room>();
  readonly #ready = new Map<Room, Promise<void>>();
  readonly #loaded = new Set<Room>();
  readonly #unlisten = new Map<Room, () => void>();
  readonly #idleTimers = new Map<Room, NodeJS.Timeout>();
  readonly #compacting = new Set<Room>();

  constructor(options: RegistryOptions) {
    this.#options = options;
    ({ node: this.node, store: this.store, clock: this.clock, limits: this.limits, log: this.log } = options);
    this.jobs = new LeaseJobs(this);
    this.committer = new Committer(this);
    this.projector = new Projector(this);
  }

  rooms(): Iterable<Room> {
    return this.#rooms.values();
  }

  find(name: DocName): Room | undefined {
    return this.#rooms.get(name);
  }

  isLoaded(room: Room): boolean {
    return this.#loaded.has(room);
  }

  /** Rejects when the load fails. */
  async whenLoaded(room: Room): Promise<void> {
    await this.#ready.get(room);
  }

  kind(name: string): CollabKind | undefined {
    return this.#options.kinds.find(({ kind }) => kind === name);
  }

  get pendingBytes(): number {
    let bytes = 0;
    for (const room of this.#rooms.values()) bytes += room.edits.bytes;
    return bytes;
  }

  /**
   * The loaded room, held open until `release`. Concurrent openers share one load; a failed load
   * rejects for all of them and may be tried again.
   */
  async open(name: DocName): Promise<Room> {
    const room = this.#rooms.get(name) ?? this.#create(name);
    room.uses++;
    clearTimeout(this.#idleTimers.get(room));
    try {
      await this.#ready.get(room);
      return room;
    } catch (error) {
      room.uses--;
      throw error;
    }
  }

  release(room: Room): void {
    room.uses--;
    this.#considerUnload(room, this.limits.idleMs);
  }

  /** Opens for as long as `work` takes. */
  async using<T>(name: DocName, work: (room: Room) => Promise<T> | T): Promise<T> {
    const room = await this.open(name);
    try {
      return await work(room);
    } finally {
      this.release(room);
    }
  }

  #create(name: DocName): Room {
    const parsed = parseDocName(name);
    const kind = parsed && this.kind(parsed.kind);
    if (!parsed || !kind) throw new AppError('not-found', 'no such kind of document');
    const room = new Room(name, parsed.id, kind, this);
    this.#rooms.set(name, room);
    const loading = this.#load(room);
    this.#ready.set(room, loading);
    loading.catch((error: unknown) => {
      // Not a blank document: none. The next opener tries again.
      this.log.error('a document could not be loaded', { doc: name, error });
      this.#forget(room);
    });
    return room;
  }

  async #load(room: Room): Promise<void> {
    // Listen first: what is committed from here on is either in what we load or in what we hear.
    this.#unlisten.set(room, await this.#options.listen(room));
    room.restore(await this.#fromStore(room));
    this.#loaded.add(room);
    this.projector.wake(room);
  }

  async #fromStore(room: Room): Promise<LiveDocument> {
    let stored = await this.store.load(room.name);
    if (isNew(stored) && room.kind.seed) {
      await this.#seed(room);
      stored = await this.store.load(room.name);
    }
    if (stored.erased) throw new AppError('not-found', 'the document was erased');
    const live = new LiveDocument(room.kind, room.id);
    live.load(storedUpdates(stored));
    if (live.isIncomplete) this.log.error('a document has gaps in its log', { doc: room.name });
    this.#note(room, stored);
    return live;
  }

  /** Row 1 exists once: of several nodes that seed at the same time one wins, and all load its row. */
  async #seed(room: Room): Promise<void> {
    const doc = new Y.Doc();
    try {
      await room.kind.seed?.(doc, room.id);
      if (doc.store.clients.size === 0) return;
      const updates = [Y.encodeStateAsUpdate(doc)];
      const row = {
        id: randomUUID(),
        doc: room.name,
        seq: 1,
        updates,
        at: this.clock.now(),
        node: this.node,
      };
      const [outcome] = await this.store.append([row]);
      if (outcome instanceof Error) throw outcome;
    } finally {
      doc.destroy();
    }
  }

  #note(room: Room, stored: StoredDocument): void {
    room.lastSeq = Math.max(room.lastSeq, lastSeqOf(stored));
    room.coversSeq = Math.max(room.coversSeq, stored.coversSeq);
    room.projectedSeq = Math.max(room.projectedSeq, stored.projectedSeq);
  }

  /** Reads what other nodes wrote since. Cheap when nothing did. Rejects when the store fails. */
  async catchUp(room: Room): Promise<void> {
    const stored = await this.store.load(room.name, room.lastSeq);
    if (stored.erased) return this.onErased(room);
    const updates = storedUpdates(stored);
    if (updates.length > 0) room.applyForeign(updates, lastSeqOf(stored));
    this.#note(room, stored);
  }

  onEdited(room: Room): void {
    this.committer.wake(room);
  }

  onCommitted(room: Room, row: UpdateRow): void {
    this.#options.onCommitted(room, row);
    this.projector.wake(room);
    if (room.lastSeq - room.coversSeq >= this.limits.compactAfterRows) void this.#compactQuietly(room);
    this.#considerUnload(room, this.limits.idleMs);
  }

  /** Somebody erased the document: nothing of it is stored any more. */
  onErased(room: Room): void {
    room.erased = true;
    room.edits.abandon(new AppError('not-found', 'the document was erased'));
    room.closeAll(CLOSE.absent, 'erased');
    this.#forget(room);
  }

  onBroken(room: Room, cause: unknown): void {
    this.log.error('an update broke a document; it is loaded again', { doc: room.name, error: cause });
    const reloading = this.#reload(room);
    this.#ready.set(room, reloading);
    reloading.catch(() => undefined);
  }

  async #reload(room: Room): Promise<void> {
    room.uses++;
    try {
      for (let wait = this.limits.retryMs; ; wait = Math.min(wait * 2, this.limits.retryMaxMs)) {
        try {
          room.restore(await this.#fromStore(room));
          break;
        } catch (error) {
          if (error instanceof AppError) return this.onErased(room);
          this.log.error('a document could not be loaded again', { doc: room.name, error });
          room.closeAll(CLOSE.tryLater, 'the document could not be opened');
          await pause(wait);
        }
      }
    } finally {
      this.release(room);
    }
    if (!room.edits.isEmpty) this.committer.wake(room);
  }

  #considerUnload(room: Room, afterMs: number): void {
    clearTimeout(this.#idleTimers.get(room));
    if (room.uses > 0 || this.#rooms.get(room.name) !== room) return;
    this.#idleTimers.set(
      room,
      setTimeout(() => void this.#unload(room), afterMs),
    );
  }

  /** Whoever opens it meanwhile gets this very document: it is forgotten only in the instant nobody uses it and all is stored. */
  async #unload(room: Room): Promise<void> {
    await room.edits.whenDurable(room.edits.version).catch(() => undefined);
    if (room.lastSeq - room.coversSeq >= this.limits.compactAfterRows / 10) await this.#compactQuietly(room);
    await this.projector.idle(room);
    if (room.uses > 0 || !room.edits.isEmpty || this.#rooms.get(room.name) !== room) return;
    this.#forget(room);
  }

  #forget(room: Room): void {
    if (this.#rooms.get(room.name) === room) this.#rooms.delete(room.name);
    clearTimeout(this.#idleTimers.get(room));
    this.#idleTimers.delete(room);
    this.#ready.delete(room);
    this.#loaded.delete(room);
    this.committer.forget(room);
    this.#unlisten.get(room)?.();
    this.#unlisten.delete(room);
    room.live.destroy();
  }

  async compact(name: DocName): Promise<number> {
    const coversSeq = await compactDocument(this.store, this.jobs, name);
    const room = this.#rooms.get(name);
    if (room) room.coversSeq = Math.max(room.coversSeq, coversSeq);
    return coversSeq;
  }

  async #compactQuietly(room: Room): Promise<void> {
    if (this.#compacting.has(room)) return;
    this.#compacting.add(room);
    try {
      await this.compact(room.name);
    } catch (error) {
      this.log.warn('a compaction failed; the next save tries again', { doc: room.name, error });
    } finally {
      this.#compacting.delete(room);
    }
  }

  /** Stores and projects everything; resolves false when that took longer than `withinMs`. */
  async flush(withinMs: number): Promise<boolean> {
    const all = [...this.#rooms.values()].map(async (room) => {
      await this.#ready.get(room)?.catch(() => undefined);
      room.integrate();
      await room.edits.whenDurable(room.edits.version).catch(() => undefined);
      await this.projector.idle(room);
    });
    const done = Promise.all(all).then(() => true);
    return Promise.race([done, pause(withinMs).then(() => false)]);
  }

  dispose(): void {
    for (const room of [...this.#rooms.values()]) this.#forget(room);
  }

  metric(name: string, value: number): void {
    this.#options.metric(name, value);
  }
}

const isNew = (stored: StoredDocument): boolean =>
  !stored.erased && stored.snapshot === null && stored.rows.length === 0;
