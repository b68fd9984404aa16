import type { Doc } from '../bson.ts';
import type { Collection } from '../storage/collection.ts';
import type { StoredDocument } from '../storage/document-cache.ts';
import type { Scope } from './expression.ts';
import { compileFilter, type Matcher } from './match.ts';
import { plan, type Plan } from './planner.ts';
import { sortBy } from './sort.ts';

export interface FindSpec {
  filter: Doc;
  sort?: Doc | undefined;
  skip?: number;
  /** 0 means no limit. */
  limit?: number;
  hint?: unknown;
  scope: Scope;
}

export interface Found extends StoredDocument {
  recordId: number;
}

export interface Search {
  plan: Plan;
  matches: Matcher;
  /** Filled while the results are read. */
  examined: { keys: number; docs: number };
  results: Iterable<Found>;
}

/** Prepares a query; nothing is read until `results` is. */
export function search(collection: Collection | undefined, spec: FindSpec): Search {
  const matches = compileFilter(spec.filter, spec.scope);
  const examined = { keys: 0, docs: 0 };
  if (!collection) {
    return { plan: { kind: 'scan', reverse: false, sorted: true }, matches, examined, results: [] };
  }
  const order = spec.sort && Object.keys(spec.sort).length > 0 ? spec.sort : undefined;
  const chosen = plan(collection, spec.filter, order, spec.hint);
  return {
    plan: chosen,
    matches,
    examined,
    results: { [Symbol.iterator]: () => read(collection, chosen, order) },
  };

  function* read(source: Collection, how: Plan, sort: Doc | undefined): Generator<Found> {
    const found = matching(source, how);
    yield* window(sort && !how.sorted ? sortBy([...found], ({ doc }) => doc, sort) : found);
  }

  function* matching(source: Collection, how: Plan): Generator<Found> {
    for (const recordId of candidates(source, how, examined)) {
      const stored = source.get(recordId);
      examined.docs++;
      if (stored && matches(stored.doc)) yield { recordId, doc: stored.doc, bytes: stored.bytes };
    }
  }

  function* window(found: Iterable<Found>): Generator<Found> {
    const { skip = 0, limit = 0 } = spec;
    let at = 0;
    for (const one of found) {
      if (at++ < skip) continue;
      yield one;
      if (limit > 0 && at >= skip + limit) return;
    }
  }
}

function* candidates(collection: Collection, how: Plan, examined: { keys: number }): Generator<number> {
  if (how.kind === 'scan') {
    yield* collection.recordIds(how.reverse);
    return;
  }
  // A document with several keys, or found by several branches, still counts once.
  const seen = how.kind === 'union' || how.index.multikey ? new Set<number>() : undefined;
  const ids =
    how.kind === 'union'
      ? how.branches.flatMap((branch) => [...candidates(collection, branch, examined)]).sort((a, b) => a - b)
      : scanAll(collection, how, examined);
  for (const recordId of ids) {
    if (seen?.has(recordId) === true) continue;
    seen?.add(recordId);
    yield recordId;
  }
}

function* scanAll(
  collection: Collection,
  { index, ranges, reverse }: Extract<Plan, { kind: 'index' }>,
  examined: { keys: number },
): Generator<number> {
  for (const range of reverse ? [...ranges].reverse() : ranges) {
    for (const recordId of collection.scan(index, range, reverse)) {
      examined.keys++;
      yield recordId;
    }
  }
}
