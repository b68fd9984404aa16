import { isPlainObject, type Doc } from '../bson.ts';
import { StoreError } from '../errors.ts';
import type { Scope } from './expression.ts';
import { compileFilter, isOperatorObject } from './match.ts';
import { arrayIndex } from './paths.ts';

/**
 * The array position that `$` stands for in an update or projection: the first element that satisfies the
 * filter's condition on the array. Where the filter looks at several arrays the last one counts, as in MongoDB.
 */
export function firstMatchingPosition(doc: Doc, filter: Doc, scope: Scope): number {
  const found = search(doc, filter, scope);
  if (found === undefined) {
    throw new StoreError('BadValue', 'The positional operator did not find the match needed from the query.');
  }
  return found;
}

function search(doc: Doc, filter: Doc, scope: Scope): number | undefined {
  let found: number | undefined;
  for (const [key, value] of Object.entries(filter)) {
    if ((key === '$and' || key === '$or') && Array.isArray(value)) {
      for (const branch of value) {
        if (isPlainObject(branch) && compileFilter(branch, scope)(doc))
          found = search(doc, branch, scope) ?? found;
      }
    } else if (!key.startsWith('$')) found = positionAt(doc, key, value, scope) ?? found;
  }
  return found;
}

function positionAt(doc: Doc, path: string, condition: unknown, scope: Scope): number | undefined {
  let value: unknown = doc;
  const parts = path.split('.');
  for (const [i, part] of parts.entries()) {
    if (Array.isArray(value) && arrayIndex(part) === undefined)
      return positionIn(value, parts.slice(i), condition, scope);
    value = isPlainObject(value) || Array.isArray(value) ? (value as unknown as Doc)[part] : undefined;
  }
  return Array.isArray(value) ? positionIn(value, [], condition, scope) : undefined;
}

function positionIn(
  array: readonly unknown[],
  rest: readonly string[],
  condition: unknown,
  scope: Scope,
): number | undefined {
  // Each element is tried as if it were the whole array.
  const path = ['element', ...rest].join('.');
  const elementWise = isOperatorObject(condition) && '$elemMatch' in condition;
  const matches = compileFilter({ [path]: condition }, scope);
  const index = array.findIndex((element) =>
    matches({ element: elementWise && rest.length === 0 ? [element] : element }),
  );
  return index === -1 ? undefined : index;
}
