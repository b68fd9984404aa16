/** How little the first places of one list outweigh the next ones; 60 as in the paper. */
const FLATNESS = 60;

export interface Fused {
  id: string;
  score: number;
}

/**
 * Reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009): lists whose scores cannot be compared become one by
 * their ranks. Each list best first; an id in several gets the sum. Ties keep the order of the first list.
 */
export function fuseByRank(lists: readonly (readonly string[])[]): Fused[] {
  const scores = new Map<string, number>();
  for (const list of lists) {
    for (const [rank, id] of list.entries()) {
      scores.set(id, (scores.get(id) ?? 0) + 1 / (FLATNESS + rank + 1));
    }
  }
  return [...scores].map(([id, score]) => ({ id, score })).sort((a, b) => b.score - a.score);
}
