import type { Doc } from '../bson.ts';
import { StoreError } from '../errors.ts';
import { search } from '../query/find.ts';
import { compileProjection } from '../query/project.ts';
import { compileUpdate } from '../query/update.ts';
import type { Collection } from '../storage/collection.ts';
import { flag, namespaceOf, optionalDoc, refuseCollation, type Context, type Reply } from './context.ts';
import { hintOf, scopeOf } from './read.ts';
import { updateDocument, upsertDocument } from './write.ts';

/** Finds one document and changes or removes it in one step, giving back what it was or has become. */
export function findAndModify(command: Doc, context: Context): Reply {
  refuseCollation(command);
  const namespace = namespaceOf(
    command,
    'findAndModify' in command ? 'findAndModify' : 'findandmodify',
    context,
  );
  const filter = optionalDoc(command, 'query') ?? {};
  const scope = scopeOf(command, context);
  const removing = flag(command, 'remove');
  if (removing && (command['update'] !== undefined || flag(command, 'new') || flag(command, 'upsert'))) {
    throw new StoreError(
      'FailedToParse',
      "Cannot specify 'update', 'new' or 'upsert' together with 'remove'",
    );
  }
  if (!removing && command['update'] === undefined) {
    throw new StoreError('FailedToParse', "Either an update or 'remove' must be specified");
  }
  const fields = optionalDoc(command, 'fields');
  const project =
    fields && Object.keys(fields).length > 0 ? compileProjection(fields, scope, filter) : (doc: Doc) => doc;
  const collection = context.store.find(namespace);
  const spec = { filter, sort: optionalDoc(command, 'sort'), limit: 1, hint: hintOf(command), scope };
  if (removing) {
    const [found] = search(collection, spec).results;
    if (!found) return { lastErrorObject: { n: 0 }, value: null };
    collection?.delete(found.recordId, found.doc);
    return { lastErrorObject: { n: 1 }, value: project(found.doc) };
  }
  const arrayFilters = (command['arrayFilters'] ?? []) as unknown[];
  const update = compileUpdate({ update: command['update'], filter, arrayFilters, scope });
  const [found] = search(collection, spec).results;
  if (found) {
    const { before, after } = updateDocument(collection as Collection, found, update);
    return {
      lastErrorObject: { n: 1, updatedExisting: true },
      value: project(flag(command, 'new') ? after : before),
    };
  }
  if (!flag(command, 'upsert')) return { lastErrorObject: { n: 0, updatedExisting: false }, value: null };
  const made = upsertDocument(context.store.need(namespace), filter, update);
  return {
    lastErrorObject: { n: 1, updatedExisting: false, upserted: made['_id'] },
    value: flag(command, 'new') ? project(made) : null,
  };
}
