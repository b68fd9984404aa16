import type { Duplex } from 'node:stream';
import { CLOSE, MESSAGE, SYNC } from '@ensemble/shared/collab/index';
import type { Clock } from '@ensemble/shared/core/clock';
import type { WebSocket } from 'ws';
import * as decoding from 'lib0/decoding';
import * as Y from 'yjs';
import { decodeAwareness, encodeAwareness } from './awareness.ts';
import { awarenessFrame, deniedFrame, syncFrame } from './frames.ts';
import { TokenBucket } from './limits.ts';
import type { CollabLimits } from './limits.ts';
import type { ReadBudget, Reader } from './read-budget.ts';
import type { Peer, Queued } from './peer.ts';
import type { Room } from './room.ts';
import type { CollabAccess, Principal } from './types.ts';
import { decodeUpdate, fitUpdate, MalformedUpdate } from './updates.ts';

/** Frames waiting for their turn, above which the socket is no longer read. */
const PAUSE_ABOVE = 64;
const RESUME_BELOW = 16;

export interface ConnectionHost {
  readonly limits: CollabLimits;
  readonly clock: Clock;
  readonly budget: ReadBudget;
  /** Too much is unstored to take more. */
  isOverloaded(room: Room): boolean;
  onAwareness(room: Room, states: Uint8Array): void;
  onClosed(connection: Connection, code: number): void;
}

export interface ConnectionOptions {
  ws: WebSocket;
  socket: Duplex;
  room: Room;
  principal: Principal | null;
  access: CollabAccess;
  wantsDurable: boolean;
}

/** One client on one document: speaks y-websocket's protocol and keeps its sender within bounds. */
export class Connection implements Reader, Peer {
  readonly principal: Principal | null;
  readonly access: CollabAccess;
  readonly wantsDurable: boolean;
  readonly room: Room;
  readonly #host: ConnectionHost;
  readonly #ws: WebSocket;
  readonly #socket: Duplex;
  readonly #frames: TokenBucket;
  readonly #bytes: TokenBucket;
  readonly #syncs: TokenBucket;
  #inbox: Buffer[] = [];
  #held: Queued[] = [];
  #heldBytes = 0;
  #received = 0;
  #integrated = 0;
  #toldFrames = -1;
  #toldVector: Uint8Array = new Uint8Array();
  /** Bytes of a state sent on request, which a slow line may take its time for. */
  #syncBytes = 0;
  #saidWho = false;
  #missedPings = 0;
  #open = true;

  constructor(host: ConnectionHost, options: ConnectionOptions) {
    this.#host = host;
    this.#ws = options.ws;
    this.#socket = options.socket;
    this.room = options.room;
    this.principal = options.principal;
    this.access = options.access;
    this.wantsDurable = options.wantsDurable;
    const { limits, clock } = host;
    const now = clock.now();
    this.#frames = new TokenBucket(limits.framesPerSecond, limits.frameBurst, now);
    this.#bytes = new TokenBucket(limits.bytesPerSecond, limits.byteBurst, now);
    this.#syncs = new TokenBucket(limits.syncsPerSecond, limits.syncBurst, now);
  }

  /** Joins the room: asks for what the client has, shows who is there, and starts to read. */
  start(): void {
    this.room.connections.add(this);
    this.#ws.on('message', (data: Buffer, isBinary: boolean) => this.#onMessage(data, isBinary));
    this.#ws.on('pong', () => (this.#missedPings = 0));
    this.#ws.on('close', (code: number) => this.#ended(code));
    this.send(syncFrame(SYNC.step1, this.room.live.stateVector()));
    this.#sendAwareness();
    this.room.greet(this);
    this.#ws.resume();
  }

  #onMessage(data: Buffer, isBinary: boolean): void {
    if (!this.#open) return;
    const { limits, clock, budget } = this.#host;
    const now = clock.now();
    if (!isBinary) return this.close(CLOSE.malformed, 'frames are binary');
    if (data.byteLength > limits.frameBytes) return this.close(CLOSE.tooLarge, 'the frame is too large');
    if (!this.#frames.take(1, now) || !this.#bytes.take(data.byteLength, now)) {
      return this.close(CLOSE.tooMany, 'too many updates');
    }
    this.#inbox.push(data);
    if (this.#inbox.length > PAUSE_ABOVE) this.#ws.pause();
    budget.offer(this);
  }

  /** The room can be worked with again. */
  readOn(): void {
    if (this.#inbox.length > 0) this.#host.budget.offer(this);
  }

  handleNext(): number | null {
    // A document in doubt answers nobody; frames wait until it is loaded again.
    if (this.room.isBroken) return null;
    const data = this.#inbox.shift();
    if (!data || !this.#open) return null;
    try {
      this.#handle(data);
    } catch (error) {
      // Decoders throw plain Errors of many kinds; all mean the bytes are not the protocol's.
      this.close(CLOSE.malformed, error instanceof MalformedUpdate ? error.message : 'malformed frame');
    }
    if (this.#inbox.length < RESUME_BELOW && this.#ws.isPaused) this.#ws.resume();
    return data.byteLength;
  }

  #handle(data: Buffer): void {
    const decoder = decoding.createDecoder(data);
    switch (decoding.readVarUint(decoder)) {
      case MESSAGE.sync:
        return this.#onSync(decoding.readVarUint(decoder), decoding.readVarUint8Array(decoder));
      case MESSAGE.awareness:
        return this.#onAwareness(decoding.readVarUint8Array(decoder));
      case MESSAGE.queryAwareness:
        return this.#sendAwareness();
      case MESSAGE.auth:
        return;
      default:
        throw new MalformedUpdate('unknown message');
    }
  }

  #onSync(step: number, bytes: Uint8Array): void {
    if (step === SYNC.step1) return this.#answer(bytes);
    if (step !== SYNC.step2 && step !== SYNC.update) throw new MalformedUpdate('unknown sync step');
    const update = decodeUpdate(bytes);
    const { principal, room } = this;
    if (this.access !== 'write' || principal === null) {
      // Every provider answers step 1, with nothing new when it has nothing: no refusal is due for that.
      if (fitUpdate(room.doc, update) !== 'known') this.send(deniedFrame('you may read here, not write'));
      return;
    }
    // Who only looks, and answers step 1 with nothing new, may stay.
    if (this.#host.isOverloaded(room) && fitUpdate(room.doc, update) !== 'known') {
      return this.close(CLOSE.tryLater, 'edits cannot be stored just now');
    }
    this.#received++;
    // The bytes are a view of the socket's buffer; the room keeps them.
    room.receive({ from: this, author: principal, update: { ...update, bytes: bytes.slice() } });
  }

  #answer(stateVector: Uint8Array): void {
    const { room } = this;
    if (!this.#syncs.take(1, this.#host.clock.now()))
      return this.close(CLOSE.tooMany, 'too many requests for the state');
    const isEmpty = stateVector.byteLength === 1 && stateVector[0] === 0;
    if (!isEmpty) Y.decodeStateVector(stateVector);
    // A second whole state for somebody who has not read the first would only fill memory.
    if (this.#socket.writableLength > this.#host.limits.bufferedBytes)
      return this.close(CLOSE.tooSlow, 'too slow');
    const state = isEmpty ? room.live.encode() : Y.encodeStateAsUpdate(room.doc, stateVector);
    this.#syncBytes = state.byteLength;
    this.send(syncFrame(SYNC.step2, state));
  }

  #onAwareness(bytes: Uint8Array): void {
    const { principal, room } = this;
    const { limits, clock } = this.#host;
    const entries = decodeAwareness(bytes);
    // Somebody without an identity is not shown.
    if (principal === null) return;
    const speaker = this as Connection & { principal: Principal };
    const accepted = room.awareness.hear(speaker, entries, !this.#saidWho, clock.now());
    this.#saidWho = true;
    if (accepted.length === 0) return;
    const states = encodeAwareness(accepted);
    if (states.byteLength > limits.awarenessBytes * accepted.length) {
      return this.close(CLOSE.tooLarge, 'the presence state is too large');
    }
    this.#host.onAwareness(room, states);
  }

  #sendAwareness(): void {
    this.send(awarenessFrame(encodeAwareness(this.room.awareness.entries())));
  }

  /** An update that builds on what has not arrived; dropped at the close, since nobody was told it is saved. */
  hold(queued: Queued): void {
    const { heldUpdates, heldBytes } = this.#host.limits;
    this.#held.push(queued);
    this.#heldBytes += queued.update.bytes.byteLength;
    if (this.#held.length > heldUpdates || this.#heldBytes > heldBytes) {
      this.close(CLOSE.tryLater, 'updates build on something that was never sent');
    }
  }

  holdsAny(check: (queued: Queued) => boolean): boolean {
    return this.#held.some(check);
  }

  takeHeld(): Queued[] {
    const held = this.#held;
    this.#held = [];
    this.#heldBytes = 0;
    return held;
  }

  countIntegrated(): void {
    this.#integrated++;
  }

  /** Update frames that are all in the document; while one waits for another, the last such count. */
  settledFrames(): number {
    return this.#received === this.#integrated ? this.#integrated : Math.max(0, this.#toldFrames);
  }

  /** Whether a durable message would say anything new; remembers it as said. */
  hasNewsOf(stateVector: Uint8Array, frames: number): boolean {
    if (frames === this.#toldFrames && Buffer.compare(stateVector, this.#toldVector) === 0) return false;
    this.#toldFrames = frames;
    this.#toldVector = stateVector;
    return true;
  }

  /** Writes whole WebSocket frames. A reader that does not keep up is cut rather than skipped. */
  send(frames: Buffer): void {
    if (!this.#open || this.#ws.readyState !== this.#ws.OPEN) return;
    this.#socket.write(frames);
    const { bufferedBytes } = this.#host.limits;
    const waiting = this.#socket.writableLength;
    if (waiting <= bufferedBytes) this.#syncBytes = 0;
    else if (waiting > bufferedBytes + this.#syncBytes) {
      this.close(CLOSE.tooSlow, 'too slow');
      // Its buffer is the trouble: do not keep it for a farewell that will not be read.
      this.#ws.terminate();
    }
  }

  /** Sign of life both ways; false when the other side was silent too long. */
  heartbeat(): void {
    if (this.#missedPings >= 2) return this.#ws.terminate();
    this.#missedPings++;
    if (this.#ws.readyState === this.#ws.OPEN) this.#ws.ping();
    // Plain providers hang up after 30 s without a message, and do not see pings.
    this.send(KEEP_ALIVE);
  }

  /** Ends it once: leaves the room now, whatever the other side does about the close frame. */
  close(code: number, reason: string): void {
    if (!this.#open) return;
    this.#ws.close(code, reason);
    this.#ended(code);
  }

  #ended(code: number): void {
    if (!this.#open) return;
    this.#open = false;
    this.#inbox = [];
    this.takeHeld();
    if (this.#ws.isPaused) this.#ws.resume(); // or the close would never be heard
    this.#host.budget.forget(this);
    this.room.connections.delete(this);
    this.#host.onClosed(this, code);
  }
}

const KEEP_ALIVE = awarenessFrame(encodeAwareness([]));
