import type { z } from 'zod';
import type { StoredRow } from './rows.repo.ts';

/** What leaves the server is what its view's schema lists, and nothing else. */
export function presentAs<View extends z.ZodType>(view: View, row: StoredRow): z.output<View> {
  const { _id, createdAt, updatedAt, ...fields } = row;
  return view.parse({
    ...fields,
    id: _id.toHexString(),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  });
}
