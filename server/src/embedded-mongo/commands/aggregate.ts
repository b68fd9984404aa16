import { asNumber, encode, isPlainObject, type Doc } from '../bson.ts';
import { StoreError } from '../errors.ts';
import { search, type FindSpec } from '../query/find.ts';
import { runPipeline, stageOf, type PipelineSource } from '../query/pipeline.ts';
import {
  flag,
  namespaceOf,
  optionalDoc,
  refuseCollation,
  wholeNumber,
  type Context,
  type Reply,
} from './context.ts';
import { hintOf, scopeOf } from './read.ts';

/** The leading stages a query can answer, possibly by an index, and what is left for the pipeline. */
export function splitPipeline(pipeline: readonly unknown[]): {
  query: Omit<FindSpec, 'scope'>;
  rest: unknown[];
} {
  const filters: Doc[] = [];
  let at = 0;
  for (; at < pipeline.length; at++) {
    const [name, spec] = stageOf(pipeline[at]);
    if (name !== '$match' || !isPlainObject(spec)) break;
    filters.push(spec);
  }
  const query: Omit<FindSpec, 'scope'> = {
    filter: filters.length === 1 ? (filters[0] as Doc) : filters.length === 0 ? {} : { $and: filters },
  };
  const take = (stage: string): unknown => {
    const [name, spec] = at < pipeline.length ? stageOf(pipeline[at]) : [];
    if (name !== stage) return undefined;
    at++;
    return spec;
  };
  const sort = take('$sort');
  if (isPlainObject(sort)) query.sort = sort;
  const skip = asNumber(take('$skip'));
  if (skip !== undefined) query.skip = skip;
  const limit =
    at < pipeline.length && stageOf(pipeline[at])[0] === '$limit'
      ? asNumber(stageOf(pipeline[at])[1])
      : undefined;
  if (limit !== undefined && limit > 0) {
    query.limit = limit;
    at++;
  }
  return { query, rest: pipeline.slice(at) };
}

export function aggregate(command: Doc, context: Context): Reply {
  refuseCollation(command);
  const pipeline = command['pipeline'];
  if (!Array.isArray(pipeline))
    throw new StoreError('TypeMismatch', "'pipeline' option must be specified as an array");
  const cursor = optionalDoc(command, 'cursor');
  if (!cursor)
    throw new StoreError(
      'FailedToParse',
      "The 'cursor' option is required, except for aggregate with the explain argument",
    );
  // `{ aggregate: 1 }` works on no collection: only $documents can start it.
  const bare = typeof command['aggregate'] !== 'string';
  const namespace = bare ? `${context.db}.$cmd.aggregate` : namespaceOf(command, 'aggregate', context);
  const scope = scopeOf(command, context);
  const batchSize = cursor['batchSize'] === undefined ? undefined : wholeNumber(cursor, 'batchSize');
  const last = pipeline.length > 0 ? stageOf(pipeline[pipeline.length - 1])[0] : '';
  if (last === '$out' || last === '$merge')
    throw new StoreError('BadValue', `${last} is not supported by this store`);
  const { query, rest } = splitPipeline(pipeline);
  const spec: FindSpec = { ...query, hint: hintOf(command), scope };
  const { results } = search(bare ? undefined : context.store.find(namespace), spec);
  const docs = Array.from(results, ({ doc, bytes }) => ({ doc, bytes }));
  const source = pipelineSource(context);
  const encoded =
    rest.length === 0
      ? docs.map(({ bytes }) => bytes)
      : lazily(
          runPipeline(
            docs.map(({ doc }) => doc),
            rest,
            source,
            scope,
          ),
        );
  return context.cursors.start(namespace, encoded, { batchSize, single: flag(command, 'singleBatch') });
}

function* lazily(docs: readonly Doc[]): Generator<Buffer> {
  for (const doc of docs) yield encode(doc);
}

function pipelineSource({ store, db }: Context): PipelineSource {
  return {
    find: (collection, filter, scope) =>
      Array.from(search(store.find(`${db}.${collection}`), { filter, scope }).results, ({ doc }) => doc),
  };
}
