import { asNumber, isPlainObject, type Doc } from '../bson.ts';
import { StoreError } from '../errors.ts';
import type { IndexInfo } from '../storage/catalog.ts';
import type { Collection, KeyRange } from '../storage/collection.ts';
import { equalValues } from '../storage/order.ts';
import { encodeField, EVERYTHING, pointRange, spanRange } from './bounds.ts';
import { conditionsOf, type Condition } from './conditions.ts';
import { compileFilter } from './match.ts';
import { parseSort, type SortField } from './sort.ts';

/** How the candidates of a query are found. Every candidate is checked against the whole filter afterwards. */
export type Plan =
  | { kind: 'scan'; reverse: boolean; sorted: boolean }
  | { kind: 'index'; index: IndexInfo; ranges: KeyRange[]; reverse: boolean; sorted: boolean }
  | { kind: 'union'; branches: Plan[]; sorted: false };

type IndexPlan = Extract<Plan, { kind: 'index' }> & { score: number };

/** More keys than this are not worth looking up one by one. */
const MAX_POINTS = 1000;

/**
 * Chooses an index by the longest run of equalities from its start, then a range, then whether it gives the
 * sort. Without any use of an index for the filter or the sort, the collection is read in insertion order.
 */
export function plan(collection: Collection, filter: Doc, sort: Doc | undefined, hint: unknown): Plan {
  const order = sort ? parseSort(sort) : [];
  if (order.length === 1 && order[0]?.path === '$natural') {
    return { kind: 'scan', reverse: order[0].direction === -1, sorted: true };
  }
  if (isPlainObject(hint) && '$natural' in hint) {
    return { kind: 'scan', reverse: asNumber(hint['$natural']) === -1, sorted: order.length === 0 };
  }
  const conditions = conditionsOf(filter);
  const unsorted: Plan = { kind: 'scan', reverse: false, sorted: order.length === 0 };
  if (hint !== undefined) return planHinted(collection, conditions, order, hint);
  let best: IndexPlan | undefined;
  for (const index of collection.info.indexes) {
    if (!holdsAll(index, conditions, filter)) continue;
    const candidate = planIndex(index, conditions, order);
    if (candidate.score > (best?.score ?? 0)) best = candidate;
  }
  return best ?? planBranches(collection, filter) ?? unsorted;
}

function planHinted(
  collection: Collection,
  conditions: readonly Condition[],
  order: readonly SortField[],
  hint: unknown,
): Plan {
  const index = collection.info.indexes.find((one) =>
    isPlainObject(hint) ? sameKey(one.spec['key'], hint) : one.name === hint,
  );
  if (!index) {
    throw new StoreError(
      'BadValue',
      'error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index',
    );
  }
  return planIndex(index, conditions, order);
}

function sameKey(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** `$or` at the top uses indexes if every branch can. */
function planBranches(collection: Collection, filter: Doc): Plan | undefined {
  const branches = filter['$or'];
  if (!Array.isArray(branches) || branches.length === 0) return undefined;
  const plans = branches.map((branch) =>
    isPlainObject(branch) ? plan(collection, branch, undefined, undefined) : undefined,
  );
  const usable = plans.filter((one) => one !== undefined && one.kind !== 'scan');
  return usable.length === plans.length ? { kind: 'union', branches: usable, sorted: false } : undefined;
}

/** Is every document the filter can match certain to be in this sparse or partial index? */
function holdsAll(index: IndexInfo, conditions: readonly Condition[], filter: Doc): boolean {
  const paths = new Set(index.fields.map(({ path }) => path));
  if (index.sparse && !conditions.some(({ path, notNull }) => notNull && paths.has(path))) return false;
  if (!index.partialFilter) return true;
  return Object.entries(index.partialFilter).every(([path, wanted]) => {
    if (Object.hasOwn(filter, path) && equalValues(filter[path], wanted)) return true;
    const onPath = conditions.filter((condition) => condition.path === path && !path.startsWith('$'));
    if (isPlainObject(wanted) && wanted['$exists'] === true && Object.keys(wanted).length === 1)
      return onPath.length > 0;
    const test = path.startsWith('$') ? undefined : compileFilter({ value: wanted }, { now: new Date(0) });
    return (
      test !== undefined && onPath.some(({ points }) => points?.every((value) => test({ value })) === true)
    );
  });
}

function planIndex(
  index: IndexInfo,
  conditions: readonly Condition[],
  order: readonly SortField[],
): IndexPlan {
  let leading: Buffer[][] = [[]];
  const fixed = new Set<string>();
  const used: string[] = [];
  let ranges: KeyRange[] | undefined;
  let rangeField: string | undefined;
  for (const [i, field] of index.fields.entries()) {
    if (index.multikey && sharesRoot(field.path, used)) break;
    const onPath = conditions.filter(({ path }) => path === field.path);
    const points = shortestPoints(onPath);
    if (points && points.length * leading.length <= MAX_POINTS) {
      const encoded = uniqueSorted(points.map((value) => encodeField(value, field)));
      leading = leading.flatMap((head) => encoded.map((bytes) => [...head, bytes]));
      if (encoded.length === 1) fixed.add(field.path);
      used.push(field.path);
      continue;
    }
    const range = onPath.find((condition) => condition.range !== undefined)?.range;
    if (range) {
      // Several elements of an array may satisfy one bound each: only one side can be used.
      const safe = index.multikey && range.low && range.high ? { low: range.low } : range;
      ranges = leading.map((head) => spanRange(head, safe, field));
      rangeField = field.path;
    }
    if (i === 0 && !range) leading = [[]];
    break;
  }
  const sortable = leading.length === 1 && !index.multikey && !index.hasCutKeys;
  const direction = sortable ? sortDirection(index, order, fixed) : undefined;
  ranges ??=
    used.length === 0
      ? [EVERYTHING]
      : leading.map((head) => pointRange(head, used.length === index.fields.length));
  const score =
    used.length * 10 +
    (rangeField === undefined ? 0 : 5) +
    (direction !== undefined && order.length > 0 ? 3 : 0);
  const unique = index.unique && used.length === index.fields.length ? 100 : 0;
  return {
    kind: 'index',
    index,
    ranges,
    reverse: direction === -1,
    sorted: order.length === 0 || direction !== undefined,
    score: score + unique,
  };
}

function shortestPoints(conditions: readonly Condition[]): readonly unknown[] | undefined {
  return conditions.flatMap(({ points }) => (points ? [points] : [])).sort((a, b) => a.length - b.length)[0];
}

function uniqueSorted(keys: readonly Buffer[]): Buffer[] {
  const sorted = [...keys].sort((a, b) => Buffer.compare(a, b));
  return sorted.filter((key, i) => i === 0 || !key.equals(sorted[i - 1] as Buffer));
}

/** Keys of one entry pair up values of the same array element, while a filter may mean different elements. */
function sharesRoot(path: string, used: readonly string[]): boolean {
  const root = path.split('.')[0];
  return used.some((other) => other.split('.')[0] === root);
}

/** 1 or -1 if reading the index that way gives the order; fields fixed by equality may be passed over. */
function sortDirection(
  index: IndexInfo,
  order: readonly SortField[],
  fixed: ReadonlySet<string>,
): 1 | -1 | undefined {
  let direction: 1 | -1 | undefined;
  let at = 0;
  for (const { path, direction: wanted } of order) {
    if (fixed.has(path)) continue;
    while (
      at < index.fields.length &&
      index.fields[at]?.path !== path &&
      fixed.has(index.fields[at]?.path ?? '')
    )
      at++;
    const field = index.fields[at++];
    if (field?.path !== path) return undefined;
    const needed = field.direction === wanted ? 1 : -1;
    direction ??= needed;
    if (direction !== needed) return undefined;
  }
  return direction ?? 1;
}
