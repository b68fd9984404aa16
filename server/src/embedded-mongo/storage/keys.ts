import { createHash } from 'node:crypto';
import type * as BSON from 'bson';
import type { Doc } from '../bson.ts';
import { numberKey } from './number-key.ts';
import { binaryParts, RANK, rankOf, regexText, toPlain } from './order.ts';

/** Longest index key in bytes before it is cut: lmdb takes 1978, less the index id and the record id. */
const MAX_KEY_BYTES = 1900;
const CUT_AT = 1860;

export interface EncodedKey {
  bytes: Buffer;
  /** The key was cut and ends in a hash: good for equality, not for order. */
  cut: boolean;
}

/**
 * One value as bytes whose order is `compareValues`' order and which never is a prefix of another value's
 * bytes, so that keys of several fields can be joined. The first byte is the type's rank.
 */
export function encodeValue(value: unknown): Buffer {
  const parts: Uint8Array[] = [];
  writeValue(parts, value);
  return Buffer.concat(parts);
}

/** An empty array's key: the rank of undefined, which no stored value has in an index. */
export function encodeEmptyArray(): Buffer {
  return Buffer.of(RANK.missing);
}

/** Joins the encoded fields of one index entry; descending fields are written with inverted bytes. */
export function joinFields(fields: readonly Uint8Array[]): EncodedKey {
  const bytes = Buffer.concat(fields);
  if (bytes.length <= MAX_KEY_BYTES) return { bytes, cut: false };
  const hash = createHash('sha256').update(bytes).digest();
  return { bytes: Buffer.concat([bytes.subarray(0, CUT_AT), hash]), cut: true };
}

/** The part of a scan bound that is certain to be a prefix of every key it should reach. */
export function cutBound(bytes: Buffer): Buffer {
  return bytes.length <= CUT_AT ? bytes : bytes.subarray(0, CUT_AT);
}

export function invert(bytes: Uint8Array): Buffer {
  const inverted = Buffer.allocUnsafe(bytes.length);
  for (let i = 0; i < bytes.length; i++) inverted[i] = ~(bytes[i] as number) & 0xff;
  return inverted;
}

/** The smallest byte string above every string that begins with `prefix`. */
export function afterPrefix(prefix: Uint8Array): Buffer {
  const end = Buffer.from(prefix);
  for (let i = end.length - 1; i >= 0; i--) {
    if (end[i] === 0xff) continue;
    end[i] = (end[i] as number) + 1;
    return end.subarray(0, i + 1);
  }
  return Buffer.alloc(MAX_KEY_BYTES + 16, 0xff);
}

function writeValue(parts: Uint8Array[], value: unknown): void {
  const rank = rankOf(value);
  parts.push(Buffer.of(rank));
  switch (rank) {
    case RANK.number:
      parts.push(numberKey(value));
      return;
    case RANK.string:
      writeText(parts, String(value));
      return;
    case RANK.object:
      writeObject(parts, toPlain(value));
      return;
    case RANK.array:
      for (const item of value as unknown[]) writeValue(parts, item ?? null);
      parts.push(Buffer.of(0));
      return;
    case RANK.binary: {
      const { bytes, subtype } = binaryParts(value);
      const head = Buffer.alloc(5);
      head.writeUInt32BE(bytes.length);
      head[4] = subtype;
      parts.push(head, bytes);
      return;
    }
    case RANK.objectId:
      parts.push((value as BSON.ObjectId).id);
      return;
    case RANK.boolean:
      parts.push(Buffer.of(value === true ? 1 : 0));
      return;
    case RANK.date:
      parts.push(numberKey((value as Date).getTime()));
      return;
    case RANK.timestamp: {
      const stamp = Buffer.alloc(8);
      stamp.writeBigUInt64BE(BigInt.asUintN(64, (value as BSON.Timestamp).toBigInt()));
      parts.push(stamp);
      return;
    }
    case RANK.regex:
      writeText(parts, regexText(value));
      return;
    case RANK.code:
    case RANK.codeWithScope:
      writeText(parts, (value as BSON.Code).code);
      return;
    default:
      return; // null, missing, MinKey and MaxKey are their rank alone
  }
}

/** UTF-8 with 00 written as 00 FF, ended by 00 00: order-preserving and self-delimiting. */
function writeText(parts: Uint8Array[], text: string): void {
  if (!text.includes('\0')) parts.push(Buffer.from(text));
  else {
    for (const [i, piece] of text.split('\0').entries()) {
      if (i > 0) parts.push(Buffer.of(0x00, 0xff));
      parts.push(Buffer.from(piece));
    }
  }
  parts.push(Buffer.of(0, 0));
}

function writeObject(parts: Uint8Array[], value: Doc): void {
  for (const name of Object.keys(value)) {
    const inner: Uint8Array[] = [];
    writeValue(inner, value[name] === undefined ? null : value[name]);
    const [rank, ...payload] = inner;
    parts.push(rank as Uint8Array);
    writeText(parts, name);
    parts.push(...payload);
  }
  parts.push(Buffer.of(0));
}

/** The bytes of a string's beginning, without its end mark: the bound of an anchored regular expression. */
export function encodeTextPrefix(prefix: string): Buffer {
  return Buffer.concat([Buffer.of(RANK.string), Buffer.from(prefix)]);
}
