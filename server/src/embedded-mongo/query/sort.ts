import { asNumber, type Doc } from '../bson.ts';
import { StoreError } from '../errors.ts';
import { compareValues } from '../storage/order.ts';
import { valuesAtPath } from './paths.ts';

export interface SortField {
  path: string;
  direction: 1 | -1;
}

/** Reads a sort specification; a direction other than 1 or -1 is error 2. */
export function parseSort(spec: Doc): SortField[] {
  return Object.entries(spec).map(([path, value]) => {
    const direction = asNumber(value);
    if (direction !== 1 && direction !== -1) {
      throw new StoreError(
        'BadValue',
        `Illegal key in $sort specification: ${path}: direction must be 1 or -1`,
      );
    }
    return { path, direction };
  });
}

/** The value a document is sorted by: the smallest element of an array going up, the largest going down. */
export function sortValue(doc: unknown, { path, direction }: SortField): unknown {
  const whole = path.includes('.') ? undefined : (doc as Doc)[path];
  if (whole !== undefined && !Array.isArray(whole)) return whole;
  const values = valuesAtPath(doc, path);
  if (values.length === 0) {
    return Array.isArray(whole) ? undefined : null; // an empty array comes before null
  }
  return values.reduce((best, value) => (compareValues(value, best) * direction < 0 ? value : best));
}

export function compareBySort(spec: Doc): (a: unknown, b: unknown) => number {
  const fields = parseSort(spec);
  return (a, b) => {
    for (const field of fields) {
      const order = compareValues(sortValue(a, field), sortValue(b, field)) * field.direction;
      if (order !== 0) return order;
    }
    return 0;
  };
}

/** Sorts stably, reading each item's keys once. */
export function sortBy<T>(items: readonly T[], docOf: (item: T) => Doc, spec: Doc): T[] {
  const fields = parseSort(spec);
  const keyed = items.map((item) => ({ item, keys: fields.map((field) => sortValue(docOf(item), field)) }));
  keyed.sort((a, b) => {
    for (const [i, { direction }] of fields.entries()) {
      const order = compareValues(a.keys[i], b.keys[i]) * direction;
      if (order !== 0) return order;
    }
    return 0;
  });
  return keyed.map(({ item }) => item);
}
