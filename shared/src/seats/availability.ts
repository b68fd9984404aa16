/** Which instances to offer a single traveller first. */
export interface FitCandidate {
  capacityMin: number | null;
  /** Null: no limit. */
  left: number | null;
  taken: number;
  held: number;
  /** UTC ISO 8601. */
  startsAt: string;
}

/** Seats still wanted for it to run; holds count, since most become guests. */
const missing = ({ capacityMin, taken, held }: FitCandidate): number =>
  Math.max(0, (capacityMin ?? 0) - taken - held);

/**
 * Those with room for the party, nearest to their minimum first: the one that a few seats would make run comes
 * before those far from it; those that run already come after, soonest first.
 */
export function nearestToMinimum<Candidate extends FitCandidate>(
  candidates: readonly Candidate[],
  seats: number,
): Candidate[] {
  return candidates
    .filter(({ left }) => left === null || left >= seats)
    .sort((a, b) => {
      const [needA, needB] = [missing(a), missing(b)];
      if ((needA === 0) !== (needB === 0)) return needA === 0 ? 1 : -1;
      return needA - needB || Date.parse(a.startsAt) - Date.parse(b.startsAt);
    });
}
