import * as BSON from 'bson';
import { isPlainObject, type Doc } from '../bson.ts';
import { numberKey } from './number-key.ts';

/**
 * MongoDB's order of types when values of different types are compared, used by sort, by indexes and
 * (as brackets) by range queries. Numbers of every width share one rank.
 */
export const RANK = {
  minKey: 1,
  missing: 2,
  null: 5,
  number: 10,
  string: 15,
  object: 20,
  array: 25,
  binary: 30,
  objectId: 35,
  boolean: 40,
  date: 45,
  timestamp: 47,
  regex: 50,
  dbRef: 55,
  code: 60,
  codeWithScope: 65,
  maxKey: 127,
} as const;

export function rankOf(value: unknown): number {
  switch (typeof value) {
    case 'undefined':
      return RANK.missing;
    case 'number':
    case 'bigint':
      return RANK.number;
    case 'string':
      return RANK.string;
    case 'boolean':
      return RANK.boolean;
    default:
      break; // objects, which are most of BSON's types, are told apart below
  }
  if (value === null) return RANK.null;
  if (Array.isArray(value)) return RANK.array;
  if (value instanceof Date) return RANK.date;
  if (value instanceof BSON.ObjectId) return RANK.objectId;
  if (value instanceof BSON.Timestamp) return RANK.timestamp;
  if (value instanceof BSON.Long || value instanceof BSON.Decimal128) return RANK.number;
  if (value instanceof BSON.Int32 || value instanceof BSON.Double) return RANK.number;
  if (value instanceof BSON.Binary || value instanceof Uint8Array) return RANK.binary;
  if (value instanceof BSON.BSONRegExp || value instanceof RegExp) return RANK.regex;
  if (value instanceof BSON.BSONSymbol) return RANK.string;
  if (value instanceof BSON.MinKey) return RANK.minKey;
  if (value instanceof BSON.MaxKey) return RANK.maxKey;
  if (value instanceof BSON.Code) return value.scope ? RANK.codeWithScope : RANK.code;
  return RANK.object;
}

/** Orders two BSON values as MongoDB does: negative, zero or positive. A missing value is undefined. */
export function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return compareDoubles(a, b);
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b);
  const rank = rankOf(a);
  const difference = rank - rankOf(b);
  if (difference !== 0) return difference;
  switch (rank) {
    case RANK.number:
      return Buffer.compare(numberKey(a), numberKey(b));
    case RANK.string:
      return compareStrings(String(a), String(b));
    case RANK.object:
      return compareObjects(toPlain(a), toPlain(b));
    case RANK.array:
      return compareArrays(a as unknown[], b as unknown[]);
    case RANK.binary:
      return compareBinaries(a, b);
    case RANK.objectId:
      return Buffer.compare((a as BSON.ObjectId).id, (b as BSON.ObjectId).id);
    case RANK.boolean:
      return Number(a) - Number(b);
    case RANK.date:
      return (a as Date).getTime() - (b as Date).getTime();
    case RANK.timestamp:
      return (a as BSON.Timestamp).compare(b as BSON.Timestamp);
    case RANK.regex:
      return compareStrings(regexText(a), regexText(b));
    case RANK.code:
    case RANK.codeWithScope:
      return compareStrings((a as BSON.Code).code, (b as BSON.Code).code);
    default:
      return 0;
  }
}

export function equalValues(a: unknown, b: unknown): boolean {
  return a === b || compareValues(a, b) === 0;
}

function compareDoubles(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  if (a === b) return 0;
  // NaN is equal to itself and below every other number.
  return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
}

/** By UTF-8 bytes. UTF-16 order differs only where a surrogate pair meets a character above U+D7FF. */
export function compareStrings(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    if (x >= 0xd800 && y >= 0xd800) return Buffer.compare(Buffer.from(a), Buffer.from(b));
    return x - y;
  }
  return a.length - b.length;
}

/** Field by field in stored order: type, then name, then value; MongoDB's rule, so order matters. */
function compareObjects(a: Doc, b: Doc): number {
  const keysA = Object.keys(a);
  const keysB = Object.keys(b);
  const length = Math.min(keysA.length, keysB.length);
  for (let i = 0; i < length; i++) {
    const nameA = keysA[i] as string;
    const nameB = keysB[i] as string;
    const byRank = rankOf(a[nameA]) - rankOf(b[nameB]);
    if (byRank !== 0) return byRank;
    const byName = compareStrings(nameA, nameB);
    if (byName !== 0) return byName;
    const byValue = compareValues(a[nameA], b[nameB]);
    if (byValue !== 0) return byValue;
  }
  return keysA.length - keysB.length;
}

function compareArrays(a: readonly unknown[], b: readonly unknown[]): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const order = compareValues(a[i] ?? null, b[i] ?? null);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareBinaries(a: unknown, b: unknown): number {
  const x = binaryParts(a);
  const y = binaryParts(b);
  return x.bytes.length - y.bytes.length || x.subtype - y.subtype || Buffer.compare(x.bytes, y.bytes);
}

export function binaryParts(value: unknown): { bytes: Uint8Array; subtype: number } {
  if (value instanceof BSON.Binary) return { bytes: value.value(), subtype: value.sub_type };
  return { bytes: value as Uint8Array, subtype: 0 };
}

export function regexText(value: unknown): string {
  if (value instanceof RegExp) return `${value.source}\0${value.flags}`;
  const regex = value as BSON.BSONRegExp;
  return `${regex.pattern}\0${regex.options}`;
}

/** DBRef and other objects of no rank of their own compare as plain documents. */
export function toPlain(value: unknown): Doc {
  if (isPlainObject(value)) return value;
  if (value instanceof BSON.DBRef) return { $ref: value.collection, $id: value.oid, ...value.fields };
  return { ...(value as object) };
}
