import { getOwn, isPlainObject, type Doc } from '../bson.ts';
import { StoreError } from '../errors.ts';
import { encodeEmptyArray, encodeValue, invert, joinFields, type EncodedKey } from './keys.ts';
import type { IndexInfo } from './catalog.ts';

export interface DocumentKeys {
  keys: EncodedKey[];
  /** An array was met on one of the paths, so one document may have several keys. */
  multikey: boolean;
}

/** One path being followed into the document: where it has come to and what of it is left. */
interface Strand {
  value: unknown;
  rest: readonly string[];
  /** Its end is reached; arrays inside the value are no longer opened. */
  closed: boolean;
}

/**
 * All keys of a document in an index. An array on a path gives one key per element; several paths may go
 * through the same array, but not through different ones (error 171, as in MongoDB).
 */
export function keysOf(doc: Doc, index: IndexInfo): DocumentKeys {
  const state = { multikey: false };
  const strands = index.fields.map(({ path }) => ({
    value: doc,
    rest: path.split('.'),
    closed: false,
  }));
  const tuples: unknown[][] = [];
  follow(strands, tuples, state);
  const seen = new Set<string>();
  const keys: EncodedKey[] = [];
  for (const tuple of tuples) {
    const key = encodeTuple(tuple, index);
    const name = tuples.length > 1 ? key.bytes.toString('latin1') : '';
    if (seen.has(name)) continue;
    seen.add(name);
    keys.push(key);
  }
  return { keys, multikey: state.multikey };
}

/** Is every indexed field missing? Then a sparse index leaves the document out. */
export function hasNoIndexedField(doc: Doc, index: IndexInfo): boolean {
  return index.fields.every(({ path }) => !pathExists(doc, path.split('.')));
}

function pathExists(value: unknown, rest: readonly string[]): boolean {
  const [head, ...tail] = rest;
  if (head === undefined) return value !== undefined;
  if (Array.isArray(value)) {
    if (/^\d+$/.test(head) && pathExists(value[Number(head)], tail)) return true;
    return value.some((item) => isPlainObject(item) && pathExists(item, rest));
  }
  return pathExists(getOwn(value, head), tail);
}

function encodeTuple(tuple: readonly unknown[], index: IndexInfo): EncodedKey {
  return joinFields(
    tuple.map((value, i) => {
      const bytes = value === EMPTY ? encodeEmptyArray() : encodeValue(value);
      return index.fields[i]?.direction === -1 ? invert(bytes) : bytes;
    }),
  );
}

function follow(strands: readonly Strand[], out: unknown[][], state: { multikey: boolean }): void {
  const advanced = strands.map(advance);
  const arrays = new Set(
    advanced.filter((s) => !s.closed && Array.isArray(s.value)).map((s) => s.value as unknown[]),
  );
  if (arrays.size > 1) {
    throw new StoreError('CannotIndexParallelArrays', 'cannot index parallel arrays');
  }
  const [array] = arrays;
  if (array === undefined) {
    out.push(advanced.map((s) => (s.value === undefined ? null : s.value)));
    return;
  }
  state.multikey = true;
  const elements: unknown[] = array.length > 0 ? array : [EMPTY];
  for (const element of elements) {
    follow(
      advanced.map((s) => (s.value === array && !s.closed ? intoElement(s, element) : s)),
      out,
      state,
    );
  }
}

/** What an empty array has for a key: MongoDB's undefined, which sorts below null and never equals it. */
const EMPTY = Symbol('empty array');

function intoElement(strand: Strand, element: unknown): Strand {
  if (strand.rest.length === 0) return { value: element, rest: [], closed: true };
  if (!isPlainObject(element)) return { value: null, rest: [], closed: true };
  return { value: element, rest: strand.rest, closed: false };
}

/** Follows the path through objects, and through arrays only by an explicit position, as far as it goes. */
function advance(strand: Strand): Strand {
  let { value, rest } = strand;
  while (!strand.closed && rest.length > 0) {
    const head = rest[0] as string;
    if (Array.isArray(value)) {
      if (!/^\d+$/.test(head)) return { value, rest, closed: false };
      value = value[Number(head)];
    } else if (isPlainObject(value)) value = getOwn(value, head);
    else return { value: null, rest: [], closed: true };
    rest = rest.slice(1);
  }
  if (rest.length === 0 && !Array.isArray(value)) return { value, rest, closed: true };
  return { value, rest, closed: strand.closed };
}
