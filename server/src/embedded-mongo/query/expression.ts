import { Context, evalExpr, type ProcessingMode } from 'mingo/core';
import * as accumulators from 'mingo/operators/accumulator';
import * as expressions from 'mingo/operators/expression';
import * as stages from 'mingo/operators/pipeline';
import * as windows from 'mingo/operators/window';
import type { Options } from 'mingo/types';
import { Long } from 'bson';
import { isPlainObject, type Doc } from '../bson.ts';
import { StoreError } from '../errors.ts';
import { compareValues, equalValues } from '../storage/order.ts';
import { compareBySort } from './sort.ts';

/** What an expression may refer to besides the document. */
export interface Scope {
  /** The store's clock: the value of `$$NOW`, one instant per command. */
  now: Date;
  /** Variables of an enclosing `let`, without their dollar signs. */
  variables?: Doc;
}

/** The shape of mingo's expression operators, as far as we write our own. */
type Operator = (doc: unknown, args: unknown, options: Options) => unknown;

/** mingo compares by its own rules; these follow BSON order, where types never mix and a missing value is not null. */
function comparison(test: (order: number) => boolean): Operator {
  return (doc, args, options) => {
    const [a, b] = pair(doc, args, options);
    return test(compareValues(a, b));
  };
}

function pair(doc: unknown, args: unknown, options: Options): [unknown, unknown] {
  if (!Array.isArray(args) || args.length !== 2) {
    throw new StoreError('BadValue', 'a comparison takes exactly two arguments');
  }
  return [evalExpr(doc, args[0], options), evalExpr(doc, args[1], options)];
}

const contains: Operator = (doc, args, options) => {
  const [item, list] = pair(doc, args, options);
  if (!Array.isArray(list)) throw new StoreError('BadValue', '$in requires an array as a second argument');
  return list.some((candidate) => equalValues(candidate, item));
};

const sortArray: Operator = (doc, args, options) => {
  const { input, sortBy } = args as Doc;
  const list = evalExpr(doc, input, options);
  if (list === null || list === undefined) return null;
  if (!Array.isArray(list))
    throw new StoreError('BadValue', 'The input argument to $sortArray must be an array');
  const copy = [...(list as unknown[])];
  return isPlainObject(sortBy)
    ? copy.sort(compareBySort(sortBy))
    : copy.sort((a, b) => compareValues(a, b) * Number(sortBy));
};

/** Binds `$$this` and `$$value` afresh, so that an enclosing `$map` or `$filter` does not leak its own. */
const reduce: Operator = (doc, args, options) => {
  const { input, initialValue, in: body } = args as Doc;
  const list = evalExpr(doc, input, options);
  let value = evalExpr(doc, initialValue, options);
  if (list === null || list === undefined) return null;
  if (!Array.isArray(list)) throw new StoreError('BadValue', '$reduce requires that input be an array');
  for (const item of list as unknown[]) {
    const bindings = { this: { $literal: item }, value: { $literal: value } };
    value = evalExpr(doc, { $let: { vars: bindings, in: body } }, options);
  }
  return value;
};

/**
 * `$max` and `$min`. mingo calls an accumulator either with a group of documents and an expression for each,
 * or, inside other expressions, with the values themselves and null.
 */
function extreme(direction: 1 | -1): Operator {
  return (group, expr, options) => {
    let values: unknown[] = accumulators.$push(group as unknown[], expr, options);
    if (expr === null && values.length === 1 && Array.isArray(values[0])) values = values[0] as unknown[];
    const present = values.filter((value) => value !== null && value !== undefined);
    return present.reduce<unknown>(
      (best, value) => (best === null || compareValues(value, best) * direction > 0 ? value : best),
      null,
    );
  };
}

const OWN: Record<string, Operator> = {
  $eq: comparison((order) => order === 0),
  $ne: comparison((order) => order !== 0),
  $gt: comparison((order) => order > 0),
  $gte: comparison((order) => order >= 0),
  $lt: comparison((order) => order < 0),
  $lte: comparison((order) => order <= 0),
  $cmp: (doc, args, options) => Math.sign(compareValues(...pair(doc, args, options))),
  $in: contains,
  $sortArray: sortArray,
  $reduce: reduce,
};
const OWN_ACCUMULATORS: Record<string, Operator> = { $max: extreme(1), $min: extreme(-1) };

/** Running code of the client's is refused, as a server with javascriptEnabled: false does. */
const { $function: _function, ...safeExpressions } = expressions;
const { $accumulator: _accumulator, ...safeAccumulators } = accumulators;

const CONTEXT = Context.init({
  accumulator: { ...safeAccumulators, ...OWN_ACCUMULATORS },
  expression: { ...safeExpressions, ...OWN },
  pipeline: stages,
  window: windows,
});

const CLONE_OFF = 0 as ProcessingMode;

export function mingoOptions(scope: Scope): Options {
  return {
    idKey: '_id',
    processingMode: CLONE_OFF,
    useStrictMode: true,
    scriptEnabled: false,
    failOnError: true,
    variables: scope.variables ?? {},
    context: CONTEXT,
  };
}

/** A prepared expression: the clock is bound once, the document varies. */
export function compileExpression(expression: unknown, scope: Scope): (doc: unknown) => unknown {
  const bound = bindNow(expression, scope.now);
  const options = mingoOptions(scope);
  return (doc) => guard(() => evalExpr(plainNumbers(doc), bound, options));
}

/** Puts the clock's instant in place of `$$NOW` everywhere except inside `$literal`. */
export function bindNow(expression: unknown, now: Date): unknown {
  if (expression === '$$NOW') return now;
  if (Array.isArray(expression)) return expression.map((item) => bindNow(item, now));
  if (!isPlainObject(expression) || '$literal' in expression) return expression;
  return Object.fromEntries(Object.entries(expression).map(([key, value]) => [key, bindNow(value, now)]));
}

/** 64-bit integers as plain numbers, since mingo calculates with those; the same object where there are none. */
export function plainNumbers<T>(value: T): T {
  if (value instanceof Long) return value.toNumber() as T;
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => plainNumbers(item));
    return items.every((item, i) => item === value[i]) ? value : (items as T);
  }
  if (!isPlainObject(value)) return value;
  let changed: Doc | undefined;
  for (const key of Object.keys(value)) {
    const plain = plainNumbers(value[key]);
    if (plain !== value[key]) (changed ??= { ...value })[key] = plain;
  }
  return (changed as T | undefined) ?? value;
}

/** Turns mingo's complaints into MongoDB's. */
export function guard<T>(evaluate: () => T): T {
  try {
    return evaluate();
  } catch (error) {
    if (error instanceof StoreError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    const unknown = /accumulator '(\$\w+)' is not registered/.exec(message);
    if (unknown)
      throw new StoreError('InvalidPipelineOperator', `Unrecognized expression '${unknown[1] ?? ''}'`);
    throw new StoreError('BadValue', message.replace(/^mingo: /, ''));
  }
}
