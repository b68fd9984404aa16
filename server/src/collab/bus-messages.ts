import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { UpdateRow } from './store.ts';
import type { AccessFilter } from './types.ts';

/** What nodes tell each other. `row` follows the sender's own commit; without updates it says: read the log. */
export type BusMessage = { node: string } & (
  | { kind: 'row'; seq: number; updates: Uint8Array[] | null }
  | { kind: 'awareness'; states: Uint8Array }
  | { kind: 'who-is-there' }
  | { kind: 'erased' }
  | { kind: 'access'; filter: AccessFilter }
);

const KINDS = ['row', 'awareness', 'who-is-there', 'erased', 'access'] as const;
/** Larger rows are read from the store instead. */
const MAX_INLINE_BYTES = 256 * 1024;

export const rowMessage = (node: string, { seq, updates }: UpdateRow): BusMessage => {
  const bytes = updates.reduce((sum, update) => sum + update.byteLength, 0);
  return { node, kind: 'row', seq, updates: bytes <= MAX_INLINE_BYTES ? updates : null };
};

export function encodeBusMessage(message: BusMessage): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, KINDS.indexOf(message.kind));
  encoding.writeVarString(encoder, message.node);
  if (message.kind === 'row') {
    encoding.writeVarUint(encoder, message.seq);
    encoding.writeVarUint(encoder, message.updates === null ? 0 : message.updates.length);
    for (const update of message.updates ?? []) encoding.writeVarUint8Array(encoder, update);
  } else if (message.kind === 'awareness') {
    encoding.writeVarUint8Array(encoder, message.states);
  } else if (message.kind === 'access') {
    encoding.writeVarString(encoder, JSON.stringify(message.filter));
  }
  return encoding.toUint8Array(encoder);
}

/** Throws on bytes that are no bus message, as from a node of another version. */
export function decodeBusMessage(bytes: Uint8Array): BusMessage {
  const decoder = decoding.createDecoder(bytes);
  const kind = KINDS[decoding.readVarUint(decoder)];
  const node = decoding.readVarString(decoder);
  switch (kind) {
    case 'row': {
      const seq = decoding.readVarUint(decoder);
      const updates = Array.from({ length: decoding.readVarUint(decoder) }, () =>
        decoding.readVarUint8Array(decoder),
      );
      return { node, kind, seq, updates: updates.length > 0 ? updates : null };
    }
    case 'awareness':
      return { node, kind, states: decoding.readVarUint8Array(decoder) };
    case 'access':
      return { node, kind, filter: JSON.parse(decoding.readVarString(decoder)) as AccessFilter };
    case 'who-is-there':
    case 'erased':
      return { node, kind };
    default:
      throw new RangeError('unknown bus message');
  }
}
