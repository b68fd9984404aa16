import type { CommentView } from '@ensemble/shared/training/outline.schema';

/** A remark and what was answered, oldest first. */
export interface Thread {
  id: string;
  /** Null: about the whole draft. */
  sectionId: string | null;
  root: CommentView;
  answers: CommentView[];
  isResolved: boolean;
}

/** Open ones first, each kind in the order they were begun. */
export function threadsOf(comments: readonly CommentView[]): Thread[] {
  const threads = comments
    .filter(({ parentId }) => parentId === null)
    .map((root) => ({
      id: root.id,
      sectionId: root.sectionId,
      root,
      answers: comments.filter(({ parentId }) => parentId === root.id),
      isResolved: root.resolvedAt !== null,
    }));
  return threads.sort((a, b) => Number(a.isResolved) - Number(b.isResolved));
}

/** Open threads by section; those about sections that are gone count for nobody. */
export function openBySection(threads: readonly Thread[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { sectionId, isResolved } of threads) {
    if (sectionId !== null && !isResolved) counts.set(sectionId, (counts.get(sectionId) ?? 0) + 1);
  }
  return counts;
}

/** Threads under what they are about: the whole draft first, then sections in their order, then those in the bin. */
export function threadsByPlace(
  threads: readonly Thread[],
  order: readonly string[],
): { sectionId: string | null; threads: Thread[] }[] {
  const placeOf = (sectionId: string | null): number => {
    if (sectionId === null) return -1;
    const at = order.indexOf(sectionId);
    return at < 0 ? order.length : at;
  };
  return [...Map.groupBy(threads, ({ sectionId }) => sectionId)]
    .map(([sectionId, found]) => ({ sectionId, threads: found }))
    .sort((a, b) => placeOf(a.sectionId) - placeOf(b.sectionId));
}
