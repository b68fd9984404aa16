import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

/** The updates of one row as stored: varUint count, then each as varUint8Array. Merging them would cost more than it saves. */
export function encodeRow(updates: readonly Uint8Array[]): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, updates.length);
  for (const update of updates) encoding.writeVarUint8Array(encoder, update);
  return encoding.toUint8Array(encoder);
}

/** Throws on bytes that are no row. */
export function decodeRow(bytes: Uint8Array): Uint8Array[] {
  const decoder = decoding.createDecoder(bytes);
  return Array.from({ length: decoding.readVarUint(decoder) }, () =>
    decoding.readVarUint8Array(decoder).slice(),
  );
}
