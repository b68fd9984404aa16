import { asNumber, encode, isPlainObject, type Doc } from '../bson.ts';
import { StoreError } from '../errors.ts';
import { compileFilter } from '../query/match.ts';
import { search } from '../query/find.ts';
import type { IndexField, IndexInfo } from '../storage/catalog.ts';
import type { Collection } from '../storage/collection.ts';
import { equalValues } from '../storage/order.ts';
import {
  docList,
  flag,
  namespaceOf,
  optionalDoc,
  refuseCollation,
  type Context,
  type Reply,
} from './context.ts';
import { refuseUnknown } from './write.ts';

const OPTIONS = [
  'v',
  'key',
  'name',
  'ns',
  'unique',
  'sparse',
  'background',
  'partialFilterExpression',
  'expireAfterSeconds',
  'collation',
  'hidden',
];

export function createIndexes(command: Doc, context: Context): Reply {
  const namespace = namespaceOf(command, 'createIndexes', context);
  const specs = docList(command, 'indexes');
  if (specs.length === 0) throw new StoreError('BadValue', 'Must specify at least one index to create');
  const existed = context.store.find(namespace) !== undefined;
  const wanted = specs.map((spec) => parseIndex(spec, context));
  const collection = context.store.need(namespace);
  const before = collection.info.indexes.length;
  for (const index of wanted) {
    if (isKnown(collection, index)) continue;
    index.id = context.store.takeId();
    collection.buildIndex(index);
    collection.info.indexes.push(index);
    context.store.markCatalogChanged();
  }
  return {
    numIndexesBefore: before,
    numIndexesAfter: collection.info.indexes.length,
    createdCollectionAutomatically: !existed,
  };
}

function parseIndex(spec: Doc, context: Context): IndexInfo {
  refuseUnknown(spec, 'createIndexes.indexes', OPTIONS);
  refuseCollation(spec);
  const key = optionalDoc(spec, 'key') ?? {};
  const fields = Object.entries(key).map(([path, value]) => parseField(path, value));
  if (fields.length === 0) throw new StoreError('CannotCreateIndex', 'Index keys cannot be an empty object');
  const name =
    typeof spec['name'] === 'string'
      ? spec['name']
      : fields.map((f) => `${f.path}_${String(f.direction)}`).join('_');
  const expireAfterSeconds = asNumber(spec['expireAfterSeconds']);
  if (expireAfterSeconds !== undefined && (fields.length > 1 || expireAfterSeconds < 0)) {
    throw new StoreError(
      'CannotCreateIndex',
      'TTL indexes are single-field indexes with a value of at least 0',
    );
  }
  const partialFilter = optionalDoc(spec, 'partialFilterExpression');
  if (partialFilter) checkPartial(partialFilter, context);
  const stored = { ...spec };
  for (const field of ['background', 'ns']) Reflect.deleteProperty(stored, field);
  return {
    id: 0,
    name,
    fields,
    unique: flag(spec, 'unique') || isIdKey(fields),
    sparse: flag(spec, 'sparse'),
    ...(partialFilter ? { partialFilter } : {}),
    ...(expireAfterSeconds === undefined ? {} : { expireAfterSeconds }),
    multikey: false,
    hasCutKeys: false,
    spec: { v: 2, ...stored, name },
  };
}

/** Negations are refused, as in MongoDB: which queries such an index could answer would not be certain. */
function checkPartial(filter: Doc, context: Context): void {
  compileFilter(filter, context.scope);
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    if (!isPlainObject(value)) return;
    for (const [name, inner] of Object.entries(value)) {
      if (['$ne', '$nin', '$not', '$nor'].includes(name) || (name === '$exists' && inner !== true)) {
        throw new StoreError('CannotCreateIndex', `Expression not supported in partial index: ${name}`);
      }
      visit(inner);
    }
  };
  visit(filter);
}

function isIdKey(fields: readonly IndexField[]): boolean {
  return fields.length === 1 && fields[0]?.path === '_id';
}

function parseField(path: string, value: unknown): IndexField {
  const direction = asNumber(value);
  if (direction === undefined || direction === 0) {
    throw new StoreError(
      'CannotCreateIndex',
      `Unknown index plugin '${String(value)}': only ascending and descending keys are supported`,
    );
  }
  if (path === '' || path.includes('$') || path.split('.').includes('')) {
    throw new StoreError('CannotCreateIndex', `Index key contains an illegal field name: '${path}'`);
  }
  return { path, direction: direction > 0 ? 1 : -1 };
}

/** The same index again is no error; the same name or key with other settings is 86 or 85. */
function isKnown(collection: Collection, wanted: IndexInfo): boolean {
  for (const known of collection.info.indexes) {
    const sameKey = JSON.stringify(known.fields) === JSON.stringify(wanted.fields);
    const samePartial = equalValues(known.partialFilter, wanted.partialFilter);
    if (isIdKey(known.fields) && sameKey) return true;
    const same =
      sameKey &&
      samePartial &&
      known.unique === wanted.unique &&
      known.sparse === wanted.sparse &&
      known.expireAfterSeconds === wanted.expireAfterSeconds;
    if (same && known.name === wanted.name) return true;
    if (known.name === wanted.name) {
      throw new StoreError(
        'IndexKeySpecsConflict',
        `An existing index has the same name as the requested index, but another specification: ${known.name}`,
      );
    }
    if (sameKey && samePartial) {
      throw new StoreError(
        'IndexOptionsConflict',
        `Index already exists with a different name or options: ${known.name}`,
      );
    }
  }
  return false;
}

export function listIndexes(command: Doc, context: Context): Reply {
  const namespace = namespaceOf(command, 'listIndexes', context);
  const collection = context.store.find(namespace);
  if (!collection) throw new StoreError('NamespaceNotFound', `ns does not exist: ${namespace}`);
  const docs = collection.info.indexes.map((index) => encode(index.spec));
  return context.cursors.start(namespace, docs, {
    batchSize: asNumber(optionalDoc(command, 'cursor')?.['batchSize']),
    single: false,
  });
}

export function dropIndexes(command: Doc, context: Context): Reply {
  const namespace = namespaceOf(command, 'dropIndexes', context);
  const collection = context.store.find(namespace);
  if (!collection) throw new StoreError('NamespaceNotFound', `ns not found ${namespace}`);
  const nIndexesWas = collection.info.indexes.length;
  const wanted = command['index'];
  for (const one of Array.isArray(wanted) ? (wanted as unknown[]) : [wanted]) dropIndex(collection, one);
  context.store.markCatalogChanged();
  return { nIndexesWas };
}

function dropIndex(collection: Collection, wanted: unknown): void {
  const { indexes } = collection.info;
  const doomed =
    wanted === '*'
      ? indexes.filter((index) => index.name !== '_id_')
      : indexes.filter((index) =>
          isPlainObject(wanted)
            ? JSON.stringify(index.spec['key']) === JSON.stringify(wanted)
            : index.name === wanted,
        );
  if (doomed.length === 0 && wanted !== '*') {
    throw new StoreError(
      'IndexNotFound',
      `index not found with name [${isPlainObject(wanted) ? JSON.stringify(wanted) : String(wanted)}]`,
    );
  }
  if (doomed.some((index) => index.name === '_id_'))
    throw new StoreError('InvalidOptions', 'cannot drop _id index');
  for (const index of doomed) collection.clearIndex(index);
  collection.info.indexes = indexes.filter((index) => !doomed.includes(index));
}

/** Removes what TTL indexes say is over by `now`. An array expires by its earliest date. */
export function removeExpired(context: Context): number {
  let removed = 0;
  for (const collection of context.store.collections()) {
    for (const { fields, expireAfterSeconds, partialFilter } of collection.info.indexes) {
      const [field] = fields;
      if (expireAfterSeconds === undefined || !field) continue;
      const before = new Date(context.scope.now.getTime() - expireAfterSeconds * 1000);
      const old = { [field.path]: { $lte: before } };
      const filter = partialFilter ? { $and: [old, partialFilter] } : old;
      for (const { recordId, doc } of [...search(collection, { filter, scope: context.scope }).results]) {
        collection.delete(recordId, doc);
        removed++;
      }
    }
  }
  return removed;
}
