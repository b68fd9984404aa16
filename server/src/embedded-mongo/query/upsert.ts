import { cloneValue, isPlainObject, setOwn, type Doc } from '../bson.ts';
import { StoreError } from '../errors.ts';
import { isOperatorObject } from './match.ts';
import { toRegExp } from './predicates.ts';

/** The fields an upserted document takes from its filter: those that the filter fixes to one value. */
export function upsertSeed(filter: Doc): Doc {
  const seed: Doc = {};
  for (const [path, value] of equalities(filter)) place(seed, path.split('.'), cloneValue(value), path);
  return seed;
}

function* equalities(filter: Doc): Generator<[path: string, value: unknown]> {
  for (const [key, value] of Object.entries(filter)) {
    if (key === '$and' || (key === '$or' && Array.isArray(value) && value.length === 1)) {
      for (const branch of value as unknown[]) if (isPlainObject(branch)) yield* equalities(branch);
    } else if (key.startsWith('$')) continue;
    else if (!isOperatorObject(value)) {
      if (!toRegExp(value)) yield [key, value];
    } else if ('$eq' in value) yield [key, value['$eq']];
    else if (Array.isArray(value['$all']) && value['$all'].length === 1) yield [key, value['$all'][0]];
    else if (Array.isArray(value['$in']) && value['$in'].length === 1 && !toRegExp(value['$in'][0]))
      yield [key, value['$in'][0]];
  }
}

function place(target: Doc, parts: readonly string[], value: unknown, path: string): void {
  const [head = '', ...rest] = parts;
  if (rest.length === 0) {
    if (Object.hasOwn(target, head)) {
      throw new StoreError(
        'NotSingleValueField',
        `cannot infer query fields to set, path '${path}' is matched twice`,
      );
    }
    setOwn(target, head, value);
    return;
  }
  const inner = target[head] ?? {};
  if (!isPlainObject(inner)) {
    throw new StoreError(
      'NotSingleValueField',
      `cannot infer query fields to set, path '${path}' is matched twice`,
    );
  }
  setOwn(target, head, inner);
  place(inner, rest, value, path);
}
