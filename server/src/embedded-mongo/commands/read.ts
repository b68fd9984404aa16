import { encode, isPlainObject, asNumber, type Doc } from '../bson.ts';
import { Long } from 'bson';
import { StoreError } from '../errors.ts';
import { search, type FindSpec, type Found } from '../query/find.ts';
import { valuesAtPath } from '../query/paths.ts';
import { compileProjection } from '../query/project.ts';
import { encodeValue } from '../storage/keys.ts';
import type { Collection } from '../storage/collection.ts';
import {
  flag,
  namespaceOf,
  optionalDoc,
  refuseCollation,
  wholeNumber,
  type Context,
  type Reply,
} from './context.ts';
import type { Scope } from '../query/expression.ts';

/** The parts of find that say which documents come, shared with explain. */
export function findSpec(command: Doc, context: Context): FindSpec {
  refuseCollation(command);
  const limit = wholeNumber(command, 'limit');
  const skip = wholeNumber(command, 'skip');
  if (skip < 0) throw new StoreError('BadValue', "BSON field 'skip' value must be >= 0");
  return {
    filter: optionalDoc(command, 'filter') ?? {},
    sort: optionalDoc(command, 'sort'),
    skip,
    limit: Math.abs(limit),
    hint: hintOf(command),
    scope: scopeOf(command, context),
  };
}

export function hintOf(command: Doc): unknown {
  const hint = command['hint'];
  return isPlainObject(hint) && Object.keys(hint).length === 0 ? undefined : hint;
}

/** The command's `let` variables beside the clock. */
export function scopeOf(command: Doc, { scope }: Context): Scope {
  const variables = optionalDoc(command, 'let');
  return variables ? { ...scope, variables } : scope;
}

export function find(command: Doc, context: Context): Reply {
  const namespace = namespaceOf(command, 'find', context);
  for (const field of ['tailable', 'min', 'max', 'returnKey', 'showRecordId']) {
    const value = command[field];
    if (value !== undefined && value !== false)
      throw new StoreError('BadValue', `find option '${field}' is not supported`);
  }
  const spec = findSpec(command, context);
  const projection = optionalDoc(command, 'projection');
  const project =
    projection && Object.keys(projection).length > 0
      ? compileProjection(projection, spec.scope, spec.filter)
      : undefined;
  const collection = context.store.find(namespace);
  const { results, matches } = search(collection, spec);
  const batchSize = command['batchSize'] === undefined ? undefined : wholeNumber(command, 'batchSize');
  const single = flag(command, 'singleBatch') || wholeNumber(command, 'limit') < 0;
  return context.cursors.start(namespace, encoded(), { batchSize, single });

  // Which documents come is settled at once, so that writes between two batches cannot make one come twice.
  function* encoded(): Generator<Buffer> {
    const recordIds = Array.from(results, ({ recordId }) => recordId);
    for (const recordId of recordIds) {
      const stored = (collection as Collection).get(recordId);
      if (stored && matches(stored.doc)) yield project ? encode(project(stored.doc)) : stored.bytes;
    }
  }
}

export function getMore(command: Doc, context: Context): Reply {
  const id = command['getMore'];
  if (!(id instanceof Long))
    throw new StoreError(
      'TypeMismatch',
      "BSON field 'getMore.getMore' is the wrong type, expected type 'long'",
    );
  const batchSize = command['batchSize'] === undefined ? undefined : asNumber(command['batchSize']);
  return context.cursors.more(id, namespaceOf(command, 'collection', context), batchSize);
}

export function killCursors(command: Doc, context: Context): Reply {
  const ids = (Array.isArray(command['cursors']) ? command['cursors'] : []) as Long[];
  const killed = ids.filter((id) => context.cursors.kill(id));
  return {
    cursorsKilled: killed,
    cursorsNotFound: ids.filter((id) => !killed.includes(id)),
    cursorsAlive: [],
    cursorsUnknown: [],
  };
}

export function count(command: Doc, context: Context): Reply {
  const collection = context.store.find(namespaceOf(command, 'count', context));
  const filter = optionalDoc(command, 'query') ?? {};
  if (
    collection &&
    Object.keys(filter).length === 0 &&
    command['limit'] === undefined &&
    command['skip'] === undefined
  ) {
    return { n: collection.count() };
  }
  const spec = { ...findSpec({ ...command, filter }, context) };
  let n = 0;
  for (const _found of search(collection, spec).results) n++;
  return { n };
}

export function distinct(command: Doc, context: Context): Reply {
  refuseCollation(command);
  const key = command['key'];
  if (typeof key !== 'string')
    throw new StoreError(
      'TypeMismatch',
      "BSON field 'distinct.key' is the wrong type, expected type 'string'",
    );
  const filter = optionalDoc(command, 'query') ?? {};
  const collection = context.store.find(namespaceOf(command, 'distinct', context));
  const values = new Map<string, unknown>();
  const found: Iterable<Found> = search(collection, {
    filter,
    scope: context.scope,
    hint: hintOf(command),
  }).results;
  for (const { doc } of found) {
    for (const value of valuesAtPath(doc, key)) {
      const name = encodeValue(value).toString('latin1');
      if (!values.has(name)) values.set(name, value);
    }
  }
  return { values: [...values.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value) };
}
