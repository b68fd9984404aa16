import { BSONRegExp } from 'bson';
import { asNumber, isPlainObject, type Doc } from '../bson.ts';
import { StoreError } from '../errors.ts';
import { compileExpression, type Scope } from './expression.ts';
import { anyAtPath } from './paths.ts';
import { elementTest, equalityTest } from './predicates.ts';

export type Matcher = (doc: unknown) => boolean;

/** Compiles a filter. Unknown operators and malformed arguments are error 2, as in MongoDB. */
export function compileFilter(filter: unknown, scope: Scope): Matcher {
  if (!isPlainObject(filter)) throw new StoreError('TypeMismatch', 'a filter must be an object');
  const tests = Object.entries(filter).flatMap(([key, value]) => compileClause(key, value, scope));
  if (tests.length === 1) return tests[0] as Matcher;
  return (doc) => tests.every((test) => test(doc));
}

function compileClause(key: string, value: unknown, scope: Scope): Matcher[] {
  if (!key.startsWith('$')) return compileField(key, value, scope);
  switch (key) {
    case '$and':
    case '$or':
    case '$nor': {
      if (!Array.isArray(value) || value.length === 0) {
        throw new StoreError('BadValue', `${key} must be a nonempty array`);
      }
      const branches = value.map((branch) => compileFilter(branch, scope));
      if (key === '$and') return [(doc) => branches.every((branch) => branch(doc))];
      const any: Matcher = (doc) => branches.some((branch) => branch(doc));
      return [key === '$or' ? any : (doc) => !any(doc)];
    }
    case '$expr': {
      const evaluate = compileExpression(value, scope);
      return [(doc) => isTrue(evaluate(doc))];
    }
    case '$comment':
      return [];
    case '$alwaysTrue':
      return [() => true];
    case '$alwaysFalse':
      return [() => false];
    default:
      throw new StoreError('BadValue', `unknown top level operator: ${key}`);
  }
}

/** Is this value a set of operators such as `{ $gt: 3 }` rather than a document to be equal to? */
export function isOperatorObject(value: unknown): value is Doc {
  if (!isPlainObject(value)) return false;
  const first = Object.keys(value)[0];
  return first !== undefined && first.startsWith('$') && !['$ref', '$id', '$db'].includes(first);
}

function compileField(path: string, value: unknown, scope: Scope): Matcher[] {
  const parts = path.split('.');
  if (isOperatorObject(value)) {
    return Object.entries(value).flatMap(([operator, argument]) =>
      compileOperator(parts, operator, argument, value, scope),
    );
  }
  const test = equalityTest(value);
  return [(doc) => anyAtPath(doc, parts, true, test)];
}

function compileOperator(
  parts: readonly string[],
  operator: string,
  argument: unknown,
  all: Doc,
  scope: Scope,
): Matcher[] {
  switch (operator) {
    case '$not': {
      if (argument instanceof RegExp || argument instanceof BSONRegExp)
        return [negate(compileOperators(parts, { $regex: argument }, scope))];
      if (!isOperatorObject(argument)) throw new StoreError('BadValue', '$not needs a regex or a document');
      return [negate(compileOperators(parts, argument, scope))];
    }
    case '$ne':
      return [negate(compileOperators(parts, { $eq: argument }, scope))];
    case '$nin':
      return [negate(compileOperators(parts, { $in: argument }, scope))];
    case '$exists': {
      const wanted = argument !== false && argument !== null && asNumber(argument) !== 0;
      return [(doc) => anyAtPath(doc, parts, false, (value) => value !== undefined) === wanted];
    }
    case '$size': {
      const size = asNumber(argument);
      if (size === undefined || size < 0)
        throw new StoreError('BadValue', '$size needs a number that is not negative');
      return [
        (doc) => anyAtPath(doc, parts, false, (value) => Array.isArray(value) && value.length === size),
      ];
    }
    case '$elemMatch': {
      const test = compileElement(argument, scope);
      return [(doc) => anyAtPath(doc, parts, false, (value) => Array.isArray(value) && value.some(test))];
    }
    case '$all':
      return compileAll(parts, argument, scope);
    default: {
      const test = elementTest(operator, argument, all);
      return test ? [(doc) => anyAtPath(doc, parts, true, test)] : [];
    }
  }
}

function compileOperators(parts: readonly string[], operators: Doc, scope: Scope): Matcher {
  const tests = Object.entries(operators).flatMap(([operator, argument]) =>
    compileOperator(parts, operator, argument, operators, scope),
  );
  return (doc) => tests.every((test) => test(doc));
}

/** The test of one array element: operators look at the element itself, a filter looks into it. */
export function compileElement(argument: unknown, scope: Scope): Matcher {
  if (!isPlainObject(argument)) throw new StoreError('BadValue', '$elemMatch needs an Object');
  const first = Object.keys(argument)[0];
  if (first?.startsWith('$') && !['$and', '$or', '$nor', '$expr'].includes(first)) {
    return compileOperators([], argument, scope);
  }
  const matches = compileFilter(argument, scope);
  return (element) => (isPlainObject(element) || Array.isArray(element)) && matches(element);
}

function compileAll(parts: readonly string[], argument: unknown, scope: Scope): Matcher[] {
  if (!Array.isArray(argument)) throw new StoreError('BadValue', '$all needs an array');
  if (argument.length === 0) return [() => false];
  return argument.map((item: unknown) => {
    if (isPlainObject(item) && '$elemMatch' in item) return compileOperators(parts, item, scope);
    const test = equalityTest(item);
    return (doc: unknown) => anyAtPath(doc, parts, true, test);
  });
}

function negate(test: Matcher): Matcher {
  return (doc) => !test(doc);
}

/** Truth of an expression's value: false, zero, null and missing are false, an empty string is true. */
export function isTrue(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return false;
  return asNumber(value) !== 0;
}
