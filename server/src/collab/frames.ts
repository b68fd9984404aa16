import { MESSAGE, SYNC } from '@ensemble/shared/collab/index';
import * as encoding from 'lib0/encoding';

/**
 * A whole unmasked binary WebSocket frame (RFC 6455 §5.2): made once, written to many sockets. Sound
 * only because the connections use no compression and never fragment what they send.
 */
export function webSocketFrame(payload: Uint8Array): Buffer {
  const { byteLength } = payload;
  const headerBytes = byteLength < 126 ? 2 : byteLength < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(headerBytes + byteLength);
  frame[0] = 0x82; // final fragment, binary
  if (headerBytes === 2) frame[1] = byteLength;
  else if (headerBytes === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(byteLength, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(byteLength), 2);
  }
  frame.set(payload, headerBytes);
  return frame;
}

function message(write: (encoder: encoding.Encoder) => void): Buffer {
  const encoder = encoding.createEncoder();
  write(encoder);
  return webSocketFrame(encoding.toUint8Array(encoder));
}

export const syncFrame = (step: number, bytes: Uint8Array): Buffer =>
  message((encoder) => {
    encoding.writeVarUint(encoder, MESSAGE.sync);
    encoding.writeVarUint(encoder, step);
    encoding.writeVarUint8Array(encoder, bytes);
  });

export const updateFrame = (update: Uint8Array): Buffer => syncFrame(SYNC.update, update);

export const awarenessFrame = (states: Uint8Array): Buffer =>
  message((encoder) => {
    encoding.writeVarUint(encoder, MESSAGE.awareness);
    encoding.writeVarUint8Array(encoder, states);
  });

/** y-protocols' auth message: 0 is "permission denied", with a reason for the console. */
export const deniedFrame = (reason: string): Buffer =>
  message((encoder) => {
    encoding.writeVarUint(encoder, MESSAGE.auth);
    encoding.writeVarUint(encoder, 0);
    encoding.writeVarString(encoder, reason);
  });
