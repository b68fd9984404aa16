import { CLOSE, encodeDurable } from '@ensemble/shared/collab/index';
import type { DocName } from '@ensemble/shared/collab/index';
import { AppError } from '@ensemble/shared/core/errors';
import type * as Y from 'yjs';
import { RoomAwareness } from './awareness.ts';
import type { Peer, Queued } from './peer.ts';
import { updateFrame, webSocketFrame } from './frames.ts';
import { LiveDocument } from './live-document.ts';
import { PendingEdits } from './pending-edits.ts';
import type { Cut } from './pending-edits.ts';
import { Outgoing } from './outgoing.ts';
import type { CollabKind, Principal } from './types.ts';
import type { CollabLimits } from './limits.ts';
import { fitUpdate, MalformedUpdate, onlyDeletes } from './updates.ts';

/** What a room needs of the registry around it. */
export interface RoomHost {
  readonly limits: CollabLimits;
  /** There is something to store. */
  onEdited(room: Room): void;
  /** The document may be half-changed: load it again, then call `restore`. */
  onBroken(room: Room, cause: unknown): void;
}

/** One open document: its connections, the queue of their updates, and what is not stored yet. */
export class Room {
  readonly name: DocName;
  readonly id: string;
  readonly kind: CollabKind;
  readonly connections = new Set<Peer>();
  readonly awareness = new RoomAwareness();
  readonly edits = new PendingEdits();
  /** Every row of the log up to here is in the document. */
  lastSeq = 0;
  coversSeq = 0;
  projectedSeq = 0;
  erased = false;
  /** Openers, edits and jobs that need the room to stay; it unloads only at zero. */
  uses = 0;
  readonly #host: RoomHost;
  #live: LiveDocument;
  #queue: Queued[] = [];
  #queuedBytes = 0;
  #armed = false;
  #broken = false;

  constructor(name: DocName, id: string, kind: CollabKind, host: RoomHost) {
    this.name = name;
    this.id = id;
    this.kind = kind;
    this.#host = host;
    this.#live = new LiveDocument(kind, id);
  }

  get doc(): Y.Doc {
    return this.#live.doc;
  }

  get live(): LiveDocument {
    return this.#live;
  }

  /** Bytes taken from clients and not yet acknowledged by the store. */
  get unstoredBytes(): number {
    return this.#queuedBytes + this.edits.bytes;
  }

  get isBroken(): boolean {
    return this.#broken;
  }

  /** A document loaded from the store takes the place of this one; edits accepted since are put on top. */
  restore(live: LiveDocument): void {
    for (const stamp of live.applyStamped(this.edits.all())) this.edits.add(stamp);
    const old = this.#live;
    this.#live = live;
    this.#broken = false;
    if (old !== live) old.destroy();
    this.integrate();
    for (const connection of this.connections) connection.readOn();
  }

  /** An update from a client that may write. At once when idle; otherwise with the rest of this tick. */
  receive(queued: Queued): void {
    this.#queue.push(queued);
    this.#queuedBytes += queued.update.bytes.byteLength;
    if (this.#armed) return;
    this.integrate();
    this.#armed = true;
    setImmediate(() => {
      this.#armed = false;
      this.integrate();
    });
  }

  /** Applies what is queued: one transaction per run of one author's updates, in order of arrival. */
  integrate(): void {
    if (this.#broken || this.#queue.length === 0) return;
    const queue = this.#queue;
    this.#queue = [];
    this.#queuedBytes = 0;
    const outgoing = new Outgoing();
    for (let start = 0; start < queue.length && !this.#broken;) {
      const author = queue[start]?.author;
      let end = start + 1;
      while (end < queue.length && queue[end]?.author.userId === author?.userId) end++;
      if (author) this.#applyRun(author, queue.slice(start, end), outgoing);
      start = end;
      // A broken document keeps the rest waiting for its reload.
      if (this.#broken) this.#queue = [...queue.slice(end), ...this.#queue];
    }
    outgoing.flush(this.connections);
    this.#retryHeld();
    if (this.edits.isEmpty) this.#acknowledge();
    else this.#host.onEdited(this);
  }

  /** What waited for something may fit now, whoever brought it: this client, another, or another node. */
  #retryHeld(): void {
    for (const connection of this.connections) {
      if (connection.holdsAny(({ update }) => fitUpdate(this.doc, update) !== 'early')) {
        this.#queue.push(...connection.takeHeld());
      }
    }
    this.integrate();
  }

  #applyRun(author: Principal, run: Queued[], outgoing: Outgoing): void {
    const applied: Queued[] = [];
    let current: Queued | undefined;
    let stamps: Uint8Array[];
    try {
      stamps = this.#live.transactAs(author, () => {
        for (let next = run.shift(); next; next = run.shift()) {
          current = next;
          if (!this.#fits(next)) continue;
          this.#live.applyUpdate(next.update.bytes);
          applied.push(next);
        }
        current = undefined;
      });
    } catch (cause) {
      this.#broken = true;
      // Nothing of the run was relayed or stored. The guilty one is cut for good; the rest of this
      // author's connections come back and send again what they hold.
      (current ?? applied.at(-1))?.from.close(CLOSE.malformed, 'that update cannot be applied');
      for (const { from } of [...applied, ...run]) from.close(CLOSE.restarting, 'resync');
      this.#host.onBroken(this, cause);
      return;
    }
    for (const { update, from } of applied) {
      from.countIntegrated();
      this.edits.add(update.bytes);
      outgoing.add(updateFrame(update.bytes), from);
    }
    for (const stamp of stamps) {
      this.edits.add(stamp);
      outgoing.add(updateFrame(stamp), null);
    }
  }

  /** Whether to apply it now; otherwise it is known, kept for later, or its sender has been cut. */
  #fits(queued: Queued): boolean {
    const { from, update } = queued;
    try {
      const fit = fitUpdate(this.doc, update);
      if (fit === 'known') from.countIntegrated();
      else if (fit === 'early') from.hold(queued);
      else if (onlyDeletes(update) || this.#hasRoomFor(update.bytes.byteLength)) return true;
      else from.close(CLOSE.tooLarge, 'the document is full');
    } catch (error) {
      if (!(error instanceof MalformedUpdate)) throw error;
      from.close(CLOSE.malformed, error.message);
    }
    return false;
  }

  #hasRoomFor(bytes: number): boolean {
    return this.#live.hasRoomFor(bytes, this.#host.limits.documentBytes);
  }

  /** A server's edit; see Collab.edit. Returns the result and the version to wait for, or null when nothing changed. */
  edit<T>(author: Principal | null, fn: (doc: Y.Doc) => T): { result: T; version: number | null } {
    this.integrate();
    const { result, updates, done } = this.#live.rehearse(fn);
    if (updates.length === 0) return { result, version: null };
    const bytes = updates.reduce((sum, update) => sum + update.byteLength, 0);
    if (!this.#hasRoomFor(bytes)) throw new AppError('too-large', 'the document is full');
    const stamps = this.#applyAsServer(author, updates);
    done();
    for (const update of [...updates, ...stamps]) this.edits.add(update);
    this.#host.onEdited(this);
    return { result, version: this.edits.version };
  }

  /** Applies and shows updates that are right by construction; what the domain adds is stored with them. Throws BrokenDocument. */
  #applyAsServer(author: Principal | null, updates: readonly Uint8Array[]): Uint8Array[] {
    let stamps: Uint8Array[];
    try {
      stamps = this.#live.transactAs(author, () => {
        for (const update of updates) this.#live.applyUpdate(update);
      });
    } catch (cause) {
      this.#broken = true;
      this.#host.onBroken(this, cause);
      throw cause;
    }
    const outgoing = new Outgoing();
    for (const update of [...updates, ...stamps]) outgoing.add(updateFrame(update), null);
    outgoing.flush(this.connections);
    return stamps;
  }

  /** Rows of other nodes, durable already: shown here, not stored again. */
  applyForeign(updates: readonly Uint8Array[], seq: number): void {
    this.lastSeq = Math.max(this.lastSeq, seq);
    // A broken document is about to be loaded anew, with these rows in it.
    if (this.#broken) return;
    for (const stamp of this.#applyAsServer(null, updates)) this.edits.add(stamp);
    this.#retryHeld();
    if (this.edits.isEmpty) this.#acknowledge();
    else this.#host.onEdited(this);
  }

  /** Takes everything unstored for one write; null when there is nothing or one is under way. */
  cut(): Cut | null {
    if (this.#broken) return null;
    const acknowledged = new Map<Peer, number>();
    for (const connection of this.connections) acknowledged.set(connection, connection.settledFrames());
    return this.edits.cut(this.live.stateVector(), acknowledged);
  }

  /** The store has `cut` as row `seq`. */
  committed(cut: Cut, seq: number): void {
    this.lastSeq = Math.max(this.lastSeq, seq);
    this.edits.committed(cut);
    if (this.edits.isEmpty) this.#acknowledge();
    else this.#tellDurable(cut.stateVector, cut.acknowledged);
  }

  /** Everything in the document is durable: say so to whoever has not heard. */
  #acknowledge(): void {
    if (this.#broken) return;
    const acknowledged = new Map<Peer, number>();
    for (const connection of this.connections) acknowledged.set(connection, connection.settledFrames());
    this.#tellDurable(this.live.stateVector(), acknowledged);
  }

  #tellDurable(stateVector: Uint8Array, acknowledged: ReadonlyMap<Peer, number>): void {
    for (const [connection, frames] of acknowledged) {
      if (!connection.wantsDurable || !this.connections.has(connection)) continue;
      if (!connection.hasNewsOf(stateVector, frames)) continue;
      connection.send(webSocketFrame(encodeDurable({ stateVector, acknowledgedFrames: frames })));
    }
  }

  /** A connection that just opened learns what is durable, if all of it is. */
  greet(connection: Peer): void {
    if (this.edits.isEmpty && !this.#broken && connection.wantsDurable) this.#acknowledge();
  }

  closeAll(code: number, reason: string): void {
    for (const connection of [...this.connections]) connection.close(code, reason);
  }
}
