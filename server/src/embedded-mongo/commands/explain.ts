import { isPlainObject, type Doc } from '../bson.ts';
import { StoreError } from '../errors.ts';
import { search, type FindSpec, type Search } from '../query/find.ts';
import type { Plan } from '../query/planner.ts';
import { splitPipeline } from './aggregate.ts';
import { namespaceOf, optionalDoc, type Context, type Reply } from './context.ts';
import { findSpec, hintOf, scopeOf } from './read.ts';
import { VERSION } from './admin.ts';

/** How a command would find its documents: index or scan, and, unless only the plan is asked for, the counts. */
export function explain(command: Doc, context: Context): Reply {
  const inner = command['explain'];
  if (!isPlainObject(inner)) throw new StoreError('TypeMismatch', 'explain command requires a nested object');
  const name = Object.keys(inner)[0] ?? '';
  const namespace = namespaceOf(inner, name, context);
  const spec = specOf(name, inner, context);
  const found = search(context.store.find(namespace), spec);
  const reply: Doc = {
    explainVersion: '1',
    queryPlanner: {
      namespace,
      parsedQuery: spec.filter,
      winningPlan: describe(found.plan, spec),
      rejectedPlans: [],
    },
    command: inner,
    serverInfo: { host: 'embedded', version: VERSION },
  };
  if (command['verbosity'] !== 'queryPlanner') reply['executionStats'] = execute(found);
  return reply;
}

function execute({ results, examined }: Search): Doc {
  let nReturned = 0;
  for (const _one of results) nReturned++;
  return {
    executionSuccess: true,
    nReturned,
    totalKeysExamined: examined.keys,
    totalDocsExamined: examined.docs,
  };
}

function specOf(name: string, inner: Doc, context: Context): FindSpec {
  const scope = scopeOf(inner, context);
  const first = (field: string): Doc => {
    const list = inner[field];
    return Array.isArray(list) && isPlainObject(list[0]) ? list[0] : {};
  };
  switch (name) {
    case 'find':
      return findSpec(inner, context);
    case 'count':
    case 'distinct':
      return { filter: optionalDoc(inner, 'query') ?? {}, scope, hint: hintOf(inner) };
    case 'findAndModify':
    case 'findandmodify':
      return {
        filter: optionalDoc(inner, 'query') ?? {},
        sort: optionalDoc(inner, 'sort'),
        limit: 1,
        scope,
        hint: hintOf(inner),
      };
    case 'update':
      return {
        filter: optionalDoc(first('updates'), 'q') ?? {},
        limit: first('updates')['multi'] === true ? 0 : 1,
        scope,
      };
    case 'delete':
      return {
        filter: optionalDoc(first('deletes'), 'q') ?? {},
        limit: first('deletes')['limit'] === 1 ? 1 : 0,
        scope,
      };
    case 'aggregate': {
      const { query } = splitPipeline(Array.isArray(inner['pipeline']) ? inner['pipeline'] : []);
      return { ...query, scope, hint: hintOf(inner) };
    }
    default:
      throw new StoreError('CommandNotFound', `Explain failed due to unknown command: ${name}`);
  }
}

function describe(plan: Plan, { filter, sort }: FindSpec): Doc {
  const access = describeAccess(plan, filter);
  const needsSort = sort !== undefined && Object.keys(sort).length > 0 && !plan.sorted;
  return needsSort ? { stage: 'SORT', sortPattern: sort, inputStage: access } : access;
}

function describeAccess(plan: Plan, filter: Doc): Doc {
  switch (plan.kind) {
    case 'scan':
      return { stage: 'COLLSCAN', filter, direction: plan.reverse ? 'backward' : 'forward' };
    case 'union':
      return {
        stage: 'FETCH',
        filter,
        inputStage: { stage: 'OR', inputStages: plan.branches.map((branch) => describeAccess(branch, {})) },
      };
    case 'index': {
      const { index } = plan;
      const inputStage = {
        stage: 'IXSCAN',
        keyPattern: index.spec['key'],
        indexName: index.name,
        isMultiKey: index.multikey,
        isUnique: index.unique,
        isSparse: index.sparse,
        isPartial: index.partialFilter !== undefined,
        direction: plan.reverse ? 'backward' : 'forward',
        ranges: plan.ranges.length,
      };
      return { stage: 'FETCH', filter, inputStage };
    }
  }
}
