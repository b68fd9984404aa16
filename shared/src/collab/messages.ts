import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

/** The first varUint of every frame: y-websocket's numbers, and `durable`, which is ours. */
export const MESSAGE = { sync: 0, awareness: 1, auth: 2, queryAwareness: 3, durable: 4 } as const;

/** The second varUint of a sync frame. */
export const SYNC = { step1: 0, step2: 1, update: 2 } as const;

export interface DurableMessage {
  /** Encoded Yjs state vector: everything up to it survives kill -9. */
  stateVector: Uint8Array;
  /**
   * How many of this connection's step-2 and update frames, counted from its start, are stored or
   * held nothing new. A state vector does not move for a pure deletion; this does.
   */
  acknowledgedFrames: number;
}

/** A whole frame: varUint 4, varUint8Array(state vector), varUint(acknowledged frames). */
export function encodeDurable(message: DurableMessage): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, MESSAGE.durable);
  encoding.writeVarUint8Array(encoder, message.stateVector);
  encoding.writeVarUint(encoder, message.acknowledgedFrames);
  return encoding.toUint8Array(encoder);
}

/** Reads what follows the message number, as y-websocket's message handlers receive it. */
export function readDurable(decoder: decoding.Decoder): DurableMessage {
  const stateVector = decoding.readVarUint8Array(decoder);
  const acknowledgedFrames = decoding.hasContent(decoder) ? decoding.readVarUint(decoder) : 0;
  return { stateVector, acknowledgedFrames };
}
