import { Id, LocalDate, type PageQuery } from '@ensemble/shared';
import { checkDates } from '@ensemble/shared/agenda';
import { z } from 'zod';
import { decodeCursor, pageOf } from '../http/cursor.ts';
import type { RowsRepo, StoredRow } from './rows.repo.ts';

/** One page of records in their usual order. */
export async function listPage<Row extends StoredRow, Item>(
  repo: RowsRepo<Row>,
  filter: Record<string, unknown>,
  { limit, cursor }: z.output<typeof PageQuery>,
  view: (row: Row) => Item,
): Promise<{ items: Item[]; nextCursor: string | null }> {
  const keys = z.array(z.union([z.string(), z.number()])).length(repo.order.length + 1);
  const whole = keys.refine(
    (values) =>
      Id.safeParse(values.at(-1)).success &&
      repo.order.every((field, index) => repo.isKey(field, values[index])),
  );
  const after = decodeCursor(whole, cursor);
  const rows = await repo.list(filter, { limit: limit + 1, after });
  return pageOf(rows, limit, view, (row) => [
    ...repo.order.map((field) => (row as Record<string, unknown>)[field] as string | number),
    row._id.toHexString(),
  ]);
}

/** Local dates, both inclusive, either end open. */
export const windowFields = { from: LocalDate.optional(), to: LocalDate.optional() };
export const checkWindow = checkDates('from', 'to');
