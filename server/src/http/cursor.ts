import { AppError } from '@ensemble/shared';
import { type z } from 'zod';

/** Where a list goes on: opaque to clients, the last item's sort keys to us. */
export function encodeCursor(keys: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(keys)).toString('base64url');
}

/** @throws AppError `bad-request` naming `cursor` when it is not one that this list gave. */
export function decodeCursor<T extends z.ZodType>(schema: T, cursor: string | undefined): z.output<T> | null {
  if (cursor === undefined) return null;
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (cause) {
    throw new AppError('bad-request', 'The cursor is not one of this list.', {
      cause,
      fields: [{ path: 'cursor', message: 'is not one of this list' }],
    });
  }
}

/** One page of `limit` from a query asked for `limit + 1`. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  view: (row: Row) => Item,
  keysOf: (row: Row) => readonly (string | number)[],
): { items: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(view),
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor(keysOf(last)) : null,
  };
}
