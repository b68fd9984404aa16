import { randomInt } from 'node:crypto';
import { getOwn, isPlainObject, setOwn, type Doc } from '../bson.ts';
import { StoreError } from '../errors.ts';
import { compileExpression, type Scope } from './expression.ts';

/** `$unwind`: a document per element of the array; a value that is no array counts as its one element. */
export function compileUnwind(spec: unknown): (doc: Doc) => Doc[] {
  const options = typeof spec === 'string' ? { path: spec } : isPlainObject(spec) ? spec : {};
  const { path, includeArrayIndex, preserveNullAndEmptyArrays } = options;
  if (typeof path !== 'string' || !path.startsWith('$')) {
    throw new StoreError('Location28818', "path option to $unwind stage should be prefixed with a '$'");
  }
  const parts = path.slice(1).split('.');
  const place = (doc: Doc, value: unknown, index: number | null): Doc => {
    const result = withPath(doc, parts, value);
    return typeof includeArrayIndex === 'string'
      ? withPath(result, includeArrayIndex.split('.'), index)
      : result;
  };
  return (doc) => {
    const value = parts.reduce<unknown>(
      (inner, part) => (isPlainObject(inner) ? getOwn(inner, part) : undefined),
      doc,
    );
    if (Array.isArray(value) && value.length > 0) return value.map((item: unknown, i) => place(doc, item, i));
    if (value !== null && value !== undefined && !Array.isArray(value)) return [place(doc, value, null)];
    if (preserveNullAndEmptyArrays !== true) return [];
    return [place(doc, Array.isArray(value) ? undefined : value, null)];
  };
}

/** `$replaceRoot` and `$replaceWith`: the expression's value, which must be a document. */
export function compileReplaceRoot(expression: unknown, scope: Scope): (doc: Doc) => Doc {
  const evaluate = compileExpression(expression, scope);
  return (doc) => {
    const result = evaluate(doc);
    if (!isPlainObject(result))
      throw new StoreError('Location40228', "'newRoot' expression must evaluate to an object");
    return result;
  };
}

/** A copy of the document with one path set, or taken away where the value is undefined. */
export function withPath(doc: Doc, parts: readonly string[], value: unknown): Doc {
  const [head = '', ...rest] = parts;
  const result = { ...doc };
  const inner = getOwn(doc, head);
  if (rest.length > 0) setOwn(result, head, withPath(isPlainObject(inner) ? inner : {}, rest, value));
  else if (value === undefined) Reflect.deleteProperty(result, head);
  else setOwn(result, head, value);
  return result;
}

/** `$sample`: that many documents by chance, or all. */
export function sample(docs: readonly Doc[], size: number): Doc[] {
  const pool = [...docs];
  const taken = Math.min(Math.trunc(size), pool.length);
  for (let i = 0; i < taken; i++) {
    const other = randomInt(i, pool.length);
    [pool[i], pool[other]] = [pool[other] as Doc, pool[i] as Doc];
  }
  return pool.slice(0, taken);
}
