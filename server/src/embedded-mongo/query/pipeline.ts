import { Aggregator } from 'mingo/aggregator';
import { asNumber, isPlainObject, type Doc } from '../bson.ts';
import { StoreError } from '../errors.ts';
import { compileAddFields } from './add-fields.ts';
import { bindNow, compileExpression, guard, mingoOptions, plainNumbers, type Scope } from './expression.ts';
import { compileFilter } from './match.ts';
import { valuesAtPath } from './paths.ts';
import { compileProjection, unsetSpec } from './project.ts';
import { compileReplaceRoot, compileUnwind, sample, withPath } from './reshape.ts';
import { sortBy } from './sort.ts';

/** What a pipeline needs of the outside: the documents of other collections, found with the help of indexes. */
export interface PipelineSource {
  find(collection: string, filter: Doc, scope: Scope): Doc[];
}

/** Runs stages over documents, which are not changed. An unknown stage is error 40324. */
export function runPipeline(
  input: readonly Doc[],
  pipeline: readonly unknown[],
  source: PipelineSource,
  scope: Scope,
): Doc[] {
  return pipeline.reduce<Doc[]>((docs, stage) => runStage(docs, stage, source, scope), [...input]);
}

export function stageOf(stage: unknown): [name: string, spec: unknown] {
  const entries = isPlainObject(stage) ? Object.entries(stage) : [];
  const [entry] = entries;
  if (!entry || entries.length !== 1) {
    throw new StoreError(
      'Location40323',
      'A pipeline stage specification object must contain exactly one field.',
    );
  }
  return entry;
}

function runStage(docs: Doc[], stage: unknown, source: PipelineSource, scope: Scope): Doc[] {
  const [name, spec] = stageOf(stage);
  switch (name) {
    case '$match':
      return docs.filter(compileFilter(spec, scope));
    case '$sort':
      return sortBy(docs, (doc) => doc, objectSpec(name, spec));
    case '$limit':
      return docs.slice(0, positive(spec, name));
    case '$skip':
      return docs.slice(asNumber(spec) ?? 0);
    case '$count':
      return docs.length === 0 ? [] : [{ [String(spec)]: docs.length }];
    case '$set':
    case '$addFields':
      return docs.map(compileAddFields(spec, scope, name));
    case '$project':
      return docs.map(compileProjection(nonEmpty(spec), scope));
    case '$unset':
      return docs.map(compileProjection(unsetSpec(spec), scope));
    case '$sortByCount':
      return sortBy(runMingo(docs, '$group', { _id: spec, count: { $sum: 1 } }, scope), (doc) => doc, {
        count: -1,
      });
    case '$bucket':
      return bucket(docs, objectSpec(name, spec), scope);
    case '$lookup':
      return lookup(docs, objectSpec(name, spec), source, scope);
    case '$unionWith': {
      const { coll, pipeline = [] } = typeof spec === 'string' ? { coll: spec } : objectSpec(name, spec);
      return [
        ...docs,
        ...runPipeline(source.find(String(coll), {}, scope), pipeline as unknown[], source, scope),
      ];
    }
    case '$graphLookup':
      return graphLookup(docs, objectSpec(name, spec), source, scope);
    case '$facet': {
      const facets = Object.entries(objectSpec(name, spec));
      return [
        Object.fromEntries(
          facets.map(([key, inner]) => [key, runPipeline(docs, inner as unknown[], source, scope)]),
        ),
      ];
    }
    case '$group':
      return runMingo(docs, name, spec, scope);
    case '$unwind':
      return docs.flatMap(compileUnwind(spec));
    case '$replaceRoot':
    case '$replaceWith':
      return docs.map(
        compileReplaceRoot(name === '$replaceRoot' ? objectSpec(name, spec)['newRoot'] : spec, scope),
      );
    case '$sample':
      return sample(docs, asNumber(objectSpec(name, spec)['size']) ?? 0);
    default:
      throw new StoreError('Location40324', `Unrecognized pipeline stage name: '${name}'`);
  }
}

/** Grouping is mingo's, over plain numbers; it only reads its input. */
function runMingo(docs: readonly Doc[], name: string, spec: unknown, scope: Scope): Doc[] {
  const copies = docs.map((doc) => plainNumbers(doc));
  const aggregator = new Aggregator([{ [name]: bindNow(spec, scope.now) }], mingoOptions(scope));
  return guard(() => aggregator.run<Doc>(copies));
}

function lookup(docs: readonly Doc[], spec: Doc, source: PipelineSource, scope: Scope): Doc[] {
  const { from, localField, foreignField, as, let: bindings = {}, pipeline = [] } = spec;
  if (typeof as !== 'string') throw new StoreError('FailedToParse', "must specify 'as' field for a $lookup");
  if (typeof from !== 'string')
    throw new StoreError('FailedToParse', "missing 'from' option to $lookup stage specification");
  const stages = pipeline as unknown[];
  const variables = Object.entries(bindings as Doc).map(
    ([name, value]) => [name, compileExpression(value, scope)] as const,
  );
  return docs.map((doc) => {
    const bound = Object.fromEntries(variables.map(([name, evaluate]) => [name, evaluate(doc)]));
    const inner: Scope = { ...scope, variables: { ...scope.variables, ...bound } };
    const joined = typeof foreignField === 'string' ? joinFilter(doc, String(localField), foreignField) : {};
    // A leading $match may use an index of the other collection.
    const [first, ...rest] = stages;
    const [name, match] = first === undefined ? [] : stageOf(first);
    const found =
      name === '$match'
        ? runPipeline(source.find(from, { $and: [joined, match] }, inner), rest, source, inner)
        : runPipeline(source.find(from, joined, inner), stages, source, inner);
    return withPath(doc, as.split('.'), found);
  });
}

/** A group per interval `[boundary, next boundary)`; what lies outside goes to the default or is error 40066. */
function bucket(docs: readonly Doc[], spec: Doc, scope: Scope): Doc[] {
  const { groupBy, boundaries, output = { count: { $sum: 1 } } } = spec;
  const bounds = Array.isArray(boundaries) ? (boundaries as unknown[]) : [];
  if (bounds.length < 2)
    throw new StoreError('Location40192', 'The $bucket boundaries must be an array of at least 2 values');
  const branches = bounds.slice(0, -1).map((low, i) => ({
    case: { $and: [{ $gte: [groupBy, { $literal: low }] }, { $lt: [groupBy, { $literal: bounds[i + 1] }] }] },
    then: { $literal: low },
  }));
  const outside = 'default' in spec ? { default: { $literal: spec['default'] } } : {};
  const groups = runMingo(
    docs,
    '$group',
    { _id: { $switch: { branches, ...outside } }, ...(output as Doc) },
    scope,
  );
  return sortBy(groups, (doc) => doc, { _id: 1 });
}

/** Equality join: an array on the local side matches by any of its elements, a missing field matches null. */
function joinFilter(doc: Doc, localField: string, foreignField: string): Doc {
  const values = valuesAtPath(doc, localField);
  return {
    [foreignField]: values.length === 1 ? { $eq: values[0] } : { $in: values.length === 0 ? [null] : values },
  };
}

function graphLookup(docs: readonly Doc[], spec: Doc, source: PipelineSource, scope: Scope): Doc[] {
  const {
    from,
    startWith,
    connectFromField,
    connectToField,
    as,
    maxDepth,
    depthField,
    restrictSearchWithMatch = {},
  } = spec;
  const start = compileExpression(startWith, scope);
  const limit = asNumber(maxDepth) ?? Infinity;
  return docs.map((doc) => {
    const seen = new Map<string, Doc>();
    const first = start(doc);
    let frontier: unknown[] = Array.isArray(first) ? first : [first];
    for (let depth = 0; depth <= limit && frontier.length > 0; depth++) {
      const filter = { $and: [{ [String(connectToField)]: { $in: frontier } }, restrictSearchWithMatch] };
      const fresh = source.find(String(from), filter, scope).filter((one) => !seen.has(String(one['_id'])));
      for (const one of fresh) {
        seen.set(String(one['_id']), typeof depthField === 'string' ? { ...one, [depthField]: depth } : one);
      }
      frontier = fresh.flatMap((one) => valuesAtPath(one, String(connectFromField)));
    }
    return withPath(doc, String(as).split('.'), [...seen.values()]);
  });
}

function objectSpec(name: string, spec: unknown): Doc {
  if (!isPlainObject(spec))
    throw new StoreError('Location15959', `the ${name} specification must be an object`);
  return spec;
}

function nonEmpty(spec: unknown): Doc {
  const object = objectSpec('$project', spec);
  if (Object.keys(object).length === 0)
    throw new StoreError('Location40177', '$project specification must have at least one field');
  return object;
}

function positive(spec: unknown, name: string): number {
  const number = asNumber(spec);
  if (number === undefined || number <= 0)
    throw new StoreError('Location15958', `${name} must be a positive number`);
  return number;
}
