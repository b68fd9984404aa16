import { DRAFT_FILTERS, type DraftQuery } from '@ensemble/shared/training';
import { Types } from 'mongoose';
import type { z } from 'zod';
import type { Viewer } from '../http/viewer.ts';

/** Which drafts somebody finds: their own and those they are a member of, an administrator all of them. */

type DraftFilter = (typeof DRAFT_FILTERS)[number];
type Filter = Record<string, unknown>;

const OPEN = { status: { $in: ['draft', 'review'] } };

const FILTERS: Record<DraftFilter, Filter> = {
  open: OPEN,
  'in-review': { status: 'review' },
  ready: { ...OPEN, ready: true },
  published: { status: 'published' },
  'unpublished-changes': { status: 'published', hasUnpublishedChanges: true },
  shared: { status: { $ne: 'archived' } },
  archived: { status: 'archived' },
};

const SEARCHED = ['metadata.title', 'metadata.category', 'metadata.location'];

const escaped = (words: string): string => words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Every word in one of the fields. */
const withWords = (q: string): Filter[] =>
  q
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => ({
      $or: SEARCHED.map((field) => ({ [field]: { $regex: escaped(word), $options: 'i' } })),
    }));

/** Without a filter or a status those in the archive are left out. */
export function filterFor(
  viewer: Viewer,
  roles: ReadonlyMap<string, unknown>,
  { filter, status, q }: Partial<Pick<z.output<typeof DraftQuery>, 'filter' | 'status' | 'q'>>,
): Filter {
  const shared = { _id: { $in: [...roles.keys()].map((id) => new Types.ObjectId(id)) } };
  const mine = { ownerId: viewer.userId };
  const visible =
    filter === 'shared'
      ? { ...shared, ownerId: { $ne: viewer.userId } }
      : viewer.roles.includes('admin')
        ? {}
        : { $or: [mine, shared] };
  const asked = filter ? FILTERS[filter] : status ? {} : { status: { $ne: 'archived' } };
  return { $and: [visible, asked, status ? { status } : {}, ...withWords(q ?? '')] };
}

export async function countsOf(
  count: (filter: DraftFilter) => Promise<number>,
): Promise<Record<DraftFilter, number>> {
  const counts = await Promise.all(
    DRAFT_FILTERS.map(async (filter) => [filter, await count(filter)] as const),
  );
  return Object.fromEntries(counts) as Record<DraftFilter, number>;
}
