import { decode, decodeWithRaw, encode, type Doc } from '../bson.ts';
import type { Reply } from '../commands/context.ts';
import type { CursorReply } from '../commands/cursors.ts';
import { isCursorReply } from '../commands/context.ts';

/** MongoDB's wire protocol: little-endian headers of 16 bytes, then OP_MSG or, for the first hello, OP_QUERY. */
export const HEADER_BYTES = 16;
export const MAX_MESSAGE_BYTES = 48_000_000;
const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;
/** Flag bits below 16 must be understood; only the first two have a meaning. */
const UNKNOWN_REQUIRED = 0xfffc;

/** The bytes are not what the protocol allows: the connection cannot be followed any further. */
export class ProtocolError extends Error {
  override name = 'ProtocolError';
}

export interface Message {
  requestId: number;
  command: Doc;
  /** A legacy OP_QUERY, answered by OP_REPLY. */
  legacy: boolean;
  /** The client does not wait for a reply (unacknowledged writes). */
  silent: boolean;
}

/** Parses one whole frame, header included. Throws ProtocolError for anything it cannot make sense of. */
export function parseFrame(frame: Buffer): Message {
  const requestId = frame.readInt32LE(4);
  const opCode = frame.readInt32LE(12);
  try {
    if (opCode === OP_MSG) return parseMsg(frame, requestId);
    if (opCode === OP_QUERY) return parseQuery(frame, requestId);
  } catch (error) {
    if (error instanceof ProtocolError) throw error;
    throw new ProtocolError('the message is not well-formed', { cause: error });
  }
  throw new ProtocolError(`unsupported opCode ${String(opCode)}`);
}

function parseMsg(frame: Buffer, requestId: number): Message {
  const flags = frame.readUInt32LE(HEADER_BYTES);
  if ((flags & UNKNOWN_REQUIRED) !== 0) throw new ProtocolError('unknown required flag bits');
  const end = frame.length - ((flags & CHECKSUM_PRESENT) === 0 ? 0 : 4);
  let command: Doc | undefined;
  const sequences: Doc = {};
  let at = HEADER_BYTES + 4;
  while (at < end) {
    const kind = frame.readUInt8(at++);
    const size = frame.readInt32LE(at);
    if (size < 5 || at + size > end) throw new ProtocolError('a section reaches past the end of the message');
    const section = frame.subarray(at, at + size);
    at += size;
    if (kind === 0) {
      if (command) throw new ProtocolError('more than one body');
      command = decodeWithRaw(section, ['documents']);
    } else if (kind === 1) {
      const [name, docs] = parseSequence(section);
      sequences[name] = name === 'documents' ? docs : docs.map((doc) => decode(doc));
    } else throw new ProtocolError(`unknown section kind ${String(kind)}`);
  }
  if (!command) throw new ProtocolError('no body');
  return {
    requestId,
    command: { ...command, ...sequences },
    legacy: false,
    silent: (flags & MORE_TO_COME) !== 0,
  };
}

function parseSequence(section: Buffer): [name: string, docs: Buffer[]] {
  const nameEnd = section.indexOf(0, 4);
  if (nameEnd === -1) throw new ProtocolError('a document sequence without a name');
  const docs: Buffer[] = [];
  let at = nameEnd + 1;
  while (at < section.length) {
    const size = section.readInt32LE(at);
    if (size < 5 || at + size > section.length)
      throw new ProtocolError('a document reaches past its sequence');
    docs.push(section.subarray(at, at + size));
    at += size;
  }
  return [section.toString('utf8', 4, nameEnd), docs];
}

/** OP_QUERY on `db.$cmd`: drivers send their first hello so, before they know what the server speaks. */
function parseQuery(frame: Buffer, requestId: number): Message {
  const nameEnd = frame.indexOf(0, HEADER_BYTES + 4);
  if (nameEnd === -1) throw new ProtocolError('a query without a collection name');
  const namespace = frame.toString('utf8', HEADER_BYTES + 4, nameEnd);
  if (!namespace.endsWith('.$cmd')) throw new ProtocolError('OP_QUERY is only supported for commands');
  const at = nameEnd + 1 + 8; // after numberToSkip and numberToReturn
  const size = frame.readInt32LE(at);
  if (size < 5 || at + size > frame.length)
    throw new ProtocolError('a query reaches past the end of the message');
  const query = decodeWithRaw(frame.subarray(at, at + size), ['documents']);
  const command = (query['$query'] as Doc | undefined) ?? query;
  return {
    requestId,
    command: { ...command, $db: namespace.slice(0, -'.$cmd'.length) },
    legacy: true,
    silent: false,
  };
}

export function formatReply(
  reply: Reply,
  { requestId, legacy }: Pick<Message, 'requestId' | 'legacy'>,
  ownId: number,
): Buffer[] {
  const body = isCursorReply(reply) ? encodeCursor(reply) : [encode(reply)];
  const head = Buffer.alloc(legacy ? HEADER_BYTES + 20 : HEADER_BYTES + 5);
  const size = body.reduce((sum, part) => sum + part.length, head.length);
  head.writeInt32LE(size, 0);
  head.writeInt32LE(ownId, 4);
  head.writeInt32LE(requestId, 8);
  head.writeInt32LE(legacy ? OP_REPLY : OP_MSG, 12);
  // OP_REPLY: flags, cursor id and position are zero, one document. OP_MSG: no flags, one section of kind 0.
  if (legacy) head.writeInt32LE(1, HEADER_BYTES + 16);
  return [head, ...body];
}

/**
 * `{ cursor: { <batch>: [...], id, ns }, ok: 1 }` around documents that are already encoded, since decoding
 * and encoding a batch again would be most of the work of reading.
 */
function encodeCursor({ docs, field, id, namespace }: CursorReply): Buffer[] {
  const items: Buffer[] = [];
  let arrayBytes = 5;
  for (const [i, doc] of docs.entries()) {
    const name = Buffer.from(`\x03${String(i)}\0`);
    items.push(name, doc);
    arrayBytes += name.length + doc.length;
  }
  const tail = encode({ id, ns: namespace }).subarray(4); // its elements and the final zero
  const arrayName = Buffer.from(`\x04${field}\0`);
  const cursorBytes = 4 + arrayName.length + arrayBytes + tail.length;
  const outerTail = encode({ ok: 1 }).subarray(4);
  const cursorName = Buffer.from('\x03cursor\0');
  const total = 4 + cursorName.length + cursorBytes + outerTail.length;
  return [
    int32(total),
    cursorName,
    int32(cursorBytes),
    arrayName,
    int32(arrayBytes),
    ...items,
    Buffer.of(0),
    tail,
    outerTail,
  ];
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}
