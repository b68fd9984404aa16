import type { CollabAccess, Principal } from './types.ts';
import type { DecodedUpdate } from './updates.ts';

/** A client's update on its way into the room. */
export interface Queued {
  from: Peer;
  author: Principal;
  update: DecodedUpdate;
}

/** What a room knows of a connection. */
export interface Peer {
  readonly principal: Principal | null;
  readonly access: CollabAccess;
  /** Asked for message 4. */
  readonly wantsDurable: boolean;
  /** Writes whole WebSocket frames. */
  send(frames: Buffer): void;
  close(code: number, reason: string): void;
  /** Keeps an update that builds on what has not arrived. */
  hold(queued: Queued): void;
  holdsAny(check: (queued: Queued) => boolean): boolean;
  takeHeld(): Queued[];
  /** One of its update frames is in the document, or held nothing new. */
  countIntegrated(): void;
  settledFrames(): number;
  /** Whether a durable message would say anything new; remembers it as said. */
  hasNewsOf(stateVector: Uint8Array, frames: number): boolean;
  /** The room can be worked with again. */
  readOn(): void;
}
