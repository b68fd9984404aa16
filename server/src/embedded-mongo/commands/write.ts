import { BSONRegExp, ObjectId } from 'bson';
import { asNumber, decode, encode, isPlainObject, MAX_DOCUMENT_BYTES, type Doc } from '../bson.ts';
import { StoreError } from '../errors.ts';
import { search, type Found } from '../query/find.ts';
import { compileUpdate, type Update } from '../query/update.ts';
import { upsertSeed } from '../query/upsert.ts';
import type { Collection } from '../storage/collection.ts';
import {
  docList,
  flag,
  namespaceOf,
  optionalDoc,
  refuseCollation,
  type Context,
  type Reply,
} from './context.ts';
import { hintOf, scopeOf } from './read.ts';

/** Runs one statement of a write command after another; a failed one is reported and, if ordered, ends it. */
function eachStatement<T>(
  command: Doc,
  statements: readonly T[],
  run: (statement: T, index: number) => void,
): Doc {
  const writeErrors: Doc[] = [];
  const ordered = flag(command, 'ordered', true);
  for (const [index, statement] of statements.entries()) {
    try {
      run(statement, index);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      writeErrors.push({ index, code: error.code, errmsg: error.message, ...error.details });
      if (ordered) break;
    }
  }
  return writeErrors.length > 0 ? { writeErrors } : {};
}

export function insert(command: Doc, context: Context): Reply {
  const namespace = namespaceOf(command, 'insert', context);
  const documents = docList(command, 'documents') as unknown as Uint8Array[];
  if (documents.length === 0)
    throw new StoreError(
      'InvalidLength',
      'Write batch sizes must be between 1 and 100000. Got 0 operations.',
    );
  let n = 0;
  const errors = eachStatement(command, documents, (raw) => {
    insertDocument(context.store.need(namespace), decode(raw), raw);
    n++;
  });
  return { n, ...errors };
}

/** Stores a document, with an `_id` of its own making if it has none and with `_id` as the first field. */
export function insertDocument(collection: Collection, doc: Doc, raw?: Uint8Array): Doc {
  const hasIdFirst = Object.keys(doc)[0] === '_id' && doc['_id'] !== undefined;
  let complete = doc;
  if (!hasIdFirst) {
    const { _id, ...rest } = doc;
    complete = { _id: _id === undefined ? new ObjectId() : _id, ...rest };
  }
  checkId(complete['_id']);
  const bytes = hasIdFirst && raw ? Buffer.from(raw) : encode(complete);
  collection.insert(complete, checkSize(bytes));
  return complete;
}

function checkId(id: unknown): void {
  if (Array.isArray(id)) throw new StoreError('InvalidIdField', "The '_id' value cannot be of type array");
  if (id instanceof RegExp || id instanceof BSONRegExp)
    throw new StoreError('InvalidIdField', "The '_id' value cannot be of type regex");
}

function checkSize(bytes: Buffer): Buffer {
  if (bytes.length > MAX_DOCUMENT_BYTES) {
    throw new StoreError(
      'BSONObjectTooLarge',
      `object to insert too large. size in bytes: ${String(bytes.length)}, max size: ${String(MAX_DOCUMENT_BYTES)}`,
    );
  }
  return bytes;
}

export interface Written {
  before: Doc;
  after: Doc;
  changed: boolean;
}

/** Decides and stores one document's change, with nothing in between. */
export function updateDocument(collection: Collection, found: Found, update: Update): Written {
  const after = update.apply(found.doc, false);
  const bytes = encode(after);
  if (bytes.length > MAX_DOCUMENT_BYTES) {
    throw new StoreError(
      'Location17419',
      `Resulting document after update is larger than ${String(MAX_DOCUMENT_BYTES)}`,
    );
  }
  const changed = !bytes.equals(found.bytes) && !bytes.equals(encode(found.doc));
  if (changed) collection.replace(found.recordId, found.doc, decode(bytes), bytes);
  return { before: found.doc, after, changed };
}

/** What an upsert stores when its filter found nothing. */
export function upsertDocument(collection: Collection, filter: Doc, update: Update): Doc {
  const seed = update.replaces ? idOnly(upsertSeed(filter)) : upsertSeed(filter);
  const made = update.apply(seed, true);
  const bytes = encode(made);
  return insertDocument(collection, decode(bytes));
}

function idOnly(seed: Doc): Doc {
  return seed['_id'] === undefined ? {} : { _id: seed['_id'] };
}

export function update(command: Doc, context: Context): Reply {
  const namespace = namespaceOf(command, 'update', context);
  let n = 0;
  let nModified = 0;
  const upserted: Doc[] = [];
  const errors = eachStatement(command, docList(command, 'updates'), (statement, index) => {
    refuseUnknown(statement, 'update.updates', [
      'q',
      'u',
      'multi',
      'upsert',
      'arrayFilters',
      'hint',
      'collation',
      'c',
      'sort',
      'sampleId',
    ]);
    refuseCollation(statement);
    const filter = optionalDoc(statement, 'q') ?? {};
    const scope = withConstants(statement, scopeOf(command, context));
    const compiled = compileUpdate({
      update: statement['u'],
      filter,
      arrayFilters: (statement['arrayFilters'] ?? []) as unknown[],
      scope,
    });
    const multi = flag(statement, 'multi');
    if (multi && compiled.replaces)
      throw new StoreError('FailedToParse', 'multi update is not supported for replacement-style update');
    const spec = {
      filter,
      scope,
      hint: hintOf(statement),
      limit: multi ? 0 : 1,
      sort: optionalDoc(statement, 'sort'),
    };
    const collection = context.store.find(namespace);
    const found = [...search(collection, spec).results];
    for (const one of found) {
      if (updateDocument(collection as Collection, one, compiled).changed) nModified++;
      n++;
    }
    if (found.length === 0 && flag(statement, 'upsert')) {
      const made = upsertDocument(context.store.need(namespace), filter, compiled);
      upserted.push({ index, _id: made['_id'] });
      n++;
    }
  });
  return { n, nModified, ...(upserted.length > 0 ? { upserted } : {}), ...errors };
}

function withConstants(statement: Doc, scope: Context['scope']): Context['scope'] {
  const constants = optionalDoc(statement, 'c');
  return constants ? { ...scope, variables: { ...scope.variables, ...constants } } : scope;
}

export function remove(command: Doc, context: Context): Reply {
  const collection = context.store.find(namespaceOf(command, 'delete', context));
  let n = 0;
  const errors = eachStatement(command, docList(command, 'deletes'), (statement) => {
    refuseUnknown(statement, 'delete.deletes', ['q', 'limit', 'hint', 'collation', 'sampleId']);
    refuseCollation(statement);
    const limit = asNumber(statement['limit']);
    if (limit !== 0 && limit !== 1)
      throw new StoreError(
        'FailedToParse',
        `The limit field in delete objects must be 0 or 1. Got ${String(limit)}`,
      );
    const filter = optionalDoc(statement, 'q') ?? {};
    const found = [
      ...search(collection, { filter, limit, hint: hintOf(statement), scope: scopeOf(command, context) })
        .results,
    ];
    for (const { recordId, doc } of found) collection?.delete(recordId, doc);
    n += found.length;
  });
  return { n, ...errors };
}

export function refuseUnknown(doc: unknown, where: string, known: readonly string[]): void {
  if (!isPlainObject(doc)) throw new StoreError('TypeMismatch', `BSON field '${where}' must be an object`);
  const unknown = Object.keys(doc).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new StoreError('Location40415', `BSON field '${where}.${unknown}' is an unknown field.`);
}
