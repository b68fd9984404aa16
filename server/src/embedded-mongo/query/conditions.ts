import { isPlainObject, type Doc } from '../bson.ts';
import { RANK, rankOf } from '../storage/order.ts';
import { isOperatorObject } from './match.ts';
import { toRegExp } from './predicates.ts';

/** What a filter demands of one path, as far as an index can serve it. */
export interface Condition {
  path: string;
  /** Values one of which it must be equal to: one for equality, several for `$in`. */
  points?: readonly unknown[];
  range?: Range;
  /** The path must exist with a value that is not null, so a sparse index holds the document. */
  notNull: boolean;
}

export interface Range {
  /** Text that the string must begin with; the other bounds are then absent. */
  prefix?: string;
  low?: Bound;
  high?: Bound;
}

export interface Bound {
  value: unknown;
  inclusive: boolean;
}

const UNUSABLE: ReadonlySet<number> = new Set([
  RANK.missing,
  RANK.null,
  RANK.array,
  RANK.regex,
  RANK.minKey,
  RANK.maxKey,
]);

/** The conditions that all must hold. Several may name one path: they come as separate entries. */
export function conditionsOf(filter: Doc): Condition[] {
  return Object.entries(filter).flatMap(([key, value]): Condition[] => {
    if (key === '$and' && Array.isArray(value))
      return value.flatMap((item) => (isPlainObject(item) ? conditionsOf(item) : []));
    if (key.startsWith('$')) return [];
    return ofField(key, value);
  });
}

function ofField(path: string, value: unknown): Condition[] {
  if (!isOperatorObject(value)) return ofRegex(path, value) ?? ofPoints(path, [value]);
  const range: Range = {};
  const found: Condition[] = [];
  for (const [operator, argument] of Object.entries(value)) {
    if (operator === '$eq') found.push(...ofPoints(path, [argument]));
    else if (operator === '$in' && Array.isArray(argument)) found.push(...ofPoints(path, argument));
    else if (operator === '$regex')
      found.push(
        ...(ofRegex(
          path,
          typeof argument === 'string' && !('$options' in value) ? new RegExp(argument) : argument,
          '$options' in value,
        ) ?? []),
      );
    else if (operator === '$elemMatch' && isPlainObject(argument)) found.push(...ofElement(path, argument));
    else if (operator === '$exists' && argument === true) found.push({ path, notNull: false });
    else if (isUsable(argument)) addBound(range, operator, argument);
  }
  if (range.low ?? range.high) found.push({ path, range, notNull: true });
  return found;
}

function isUsable(value: unknown): boolean {
  return !UNUSABLE.has(rankOf(value)) && !Number.isNaN(value);
}

function ofPoints(path: string, values: readonly unknown[]): Condition[] {
  // null also finds missing fields, an array also finds itself, a pattern many strings: no single key each.
  return values.length > 0 && values.every(isUsable) ? [{ path, points: values, notNull: true }] : [];
}

/** `/^The K/` reaches only the strings that begin so. Case-insensitive or other patterns reach anything. */
function ofRegex(path: string, value: unknown, hasOptions = false): Condition[] | undefined {
  const regex = toRegExp(value);
  if (!regex) return undefined;
  if (hasOptions || regex.flags !== '' || regex.source.includes('|')) return [];
  const literal = /^\^([\p{L}\p{N} _:@,'-]+)(.?)/u.exec(regex.source);
  if (!literal) return [];
  const [, text = '', next = ''] = literal;
  // A quantifier makes the last character optional.
  const prefix = '?*{+'.includes(next) && next !== '' ? [...text].slice(0, -1).join('') : text;
  return prefix === '' ? [] : [{ path, range: { prefix }, notNull: true }];
}

/** Inside `$elemMatch` each condition holds for some element, so each alone may use an index. */
function ofElement(path: string, argument: Doc): Condition[] {
  const first = Object.keys(argument)[0];
  if (first === undefined) return [];
  if (first.startsWith('$'))
    return first === '$and' || first === '$or' || first === '$nor' ? [] : ofField(path, argument);
  return conditionsOf(argument).map((condition) => ({ ...condition, path: `${path}.${condition.path}` }));
}

/** Only one bound is kept per side and both must be of one type: the filter is checked again anyway. */
function addBound(range: Range, operator: string, value: unknown): void {
  const other = range.low ?? range.high;
  if (other && rankOf(other.value) !== rankOf(value)) return;
  if (operator === '$gt' || operator === '$gte') range.low ??= { value, inclusive: operator === '$gte' };
  if (operator === '$lt' || operator === '$lte') range.high ??= { value, inclusive: operator === '$lte' };
}
