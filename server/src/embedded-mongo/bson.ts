import * as BSON from 'bson';

/** A decoded document. Values keep their BSON type where JavaScript has none: Long, Decimal128, Binary. */
export type Doc = Record<string, unknown>;

/** The largest document MongoDB accepts, in bytes. */
export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

const DECODE: BSON.DeserializeOptions = { promoteLongs: false, promoteBuffers: false, bsonRegExp: true };

/** Decodes one document; 32-bit integers and doubles become numbers, 64-bit integers stay Long. */
export function decode(bytes: Uint8Array): Doc {
  return BSON.deserialize(bytes, DECODE);
}

/** Decodes a command, leaving the elements of the named array fields as raw bytes. */
export function decodeWithRaw(bytes: Uint8Array, rawFields: readonly string[]): Doc {
  return BSON.deserialize(bytes, {
    ...DECODE,
    fieldsAsRaw: Object.fromEntries(rawFields.map((field) => [field, true])),
  });
}

/** Encodes a document; fields whose value is undefined are left out, as every driver does. */
export function encode(doc: Doc): Buffer {
  const bytes = BSON.serialize(doc, { ignoreUndefined: true, checkKeys: false });
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export function isPlainObject(value: unknown): value is Doc {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const proto: unknown = Object.getPrototypeOf(value);
  return proto === Object.prototype || proto === null;
}

/** A deep copy of objects and arrays; BSON value objects are immutable to us and shared. */
export function cloneValue<T>(value: T): T {
  if (Array.isArray(value)) return value.map((item: unknown) => cloneValue(item)) as T;
  if (value instanceof Date) return new Date(value.getTime()) as T;
  if (!isPlainObject(value)) return value;
  const copy: Doc = {};
  for (const key of Object.keys(value)) setOwn(copy, key, cloneValue(value[key]));
  return copy as T;
}

/** Sets a field by name, also one called `__proto__`, which plain assignment would misread. */
export function setOwn(target: Doc, key: string, value: unknown): void {
  if (key !== '__proto__') target[key] = value;
  else Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
}

/** A field's own value; undefined where it is missing or only inherited. */
export function getOwn(target: unknown, key: string): unknown {
  if (typeof target !== 'object' || target === null || !Object.hasOwn(target, key)) return undefined;
  return (target as Doc)[key];
}

/** A number from any BSON number type, or undefined for anything else. */
export function asNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof BSON.Long) return value.toNumber();
  if (value instanceof BSON.Int32 || value instanceof BSON.Double) return value.valueOf();
  if (value instanceof BSON.Decimal128) return Number(value.toString());
  return undefined;
}

export function isNumeric(value: unknown): boolean {
  return asNumber(value) !== undefined;
}

/** MongoDB's notion of a true flag in a command: true or any non-zero number. */
export function asFlag(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  const number = asNumber(value);
  return number !== undefined && number !== 0;
}
