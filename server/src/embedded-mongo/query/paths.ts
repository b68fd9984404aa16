import { getOwn, isPlainObject } from '../bson.ts';

/**
 * Does any value that `parts` reaches satisfy the test? Arrays on the way are entered element by element, or
 * by position where the path has a number. A path that ends nowhere is tried as undefined.
 *
 * With `openLeaf`, an array at the end is tried element by element and then as a whole.
 */
export function anyAtPath(
  value: unknown,
  parts: readonly string[],
  openLeaf: boolean,
  test: (value: unknown) => boolean,
  at = 0,
): boolean {
  const part = parts[at];
  if (part === undefined) {
    if (openLeaf && Array.isArray(value) && value.some((item) => test(item ?? null))) return true;
    return test(value);
  }
  if (Array.isArray(value)) {
    const index = arrayIndex(part);
    if (index !== undefined && index < value.length && anyAtPath(value[index], parts, openLeaf, test, at + 1))
      return true;
    return value.some((item) => isPlainObject(item) && anyAtPath(item, parts, openLeaf, test, at));
  }
  if (!isPlainObject(value)) return test(undefined);
  return anyAtPath(getOwn(value, part), parts, openLeaf, test, at + 1);
}

/** Every value a path reaches, arrays at the end opened; missing ends are left out (distinct, sort). */
export function valuesAtPath(doc: unknown, path: string, openLeaf = true): unknown[] {
  const found: unknown[] = [];
  collect(doc, path.split('.'), 0, openLeaf, found);
  return found;
}

function collect(
  value: unknown,
  parts: readonly string[],
  at: number,
  openLeaf: boolean,
  found: unknown[],
): void {
  const part = parts[at];
  if (part === undefined) {
    if (openLeaf && Array.isArray(value)) for (const item of value) found.push(item);
    else if (value !== undefined) found.push(value);
    return;
  }
  if (Array.isArray(value)) {
    const index = arrayIndex(part);
    if (index !== undefined && index < value.length) collect(value[index], parts, at + 1, openLeaf, found);
    for (const item of value) if (isPlainObject(item)) collect(item, parts, at, openLeaf, found);
  } else if (isPlainObject(value)) collect(getOwn(value, part), parts, at + 1, openLeaf, found);
}

/** The position a path part names in an array; undefined for a name. */
export function arrayIndex(part: string): number | undefined {
  return /^(0|[1-9]\d*)$/.test(part) ? Number(part) : undefined;
}
