import type { SeatCountsView } from '@ensemble/shared/seats/seats.schema';
import { count } from './words.ts';

/** The seats of an instance as a bar and in words, the same for guests, guides and hosts. Pure. */

export const seatsWord = (n: number): string => count(n, 'seat');

type Counts = Pick<SeatCountsView, 'capacityMin' | 'capacityMax' | 'taken' | 'held' | 'left'>;
type Minimum = Pick<SeatCountsView, 'capacityMin' | 'taken' | 'held'>;

export interface Bar {
  /** Shares of the bar's length, 0 to 1. */
  taken: number;
  held: number;
  /** Where the minimum is; null without one. */
  minimum: number | null;
  /** There is no limit: the bar only shows how far things are. */
  isOpenEnded: boolean;
}

export function barOf({ capacityMin, capacityMax, taken, held }: Counts): Bar {
  const used = taken + held;
  // Without a limit there is always something open on the right.
  const length = Math.max(1, capacityMax ?? Math.ceil(Math.max(capacityMin ?? 0, used) * 1.25), used);
  return {
    taken: taken / length,
    held: held / length,
    minimum: capacityMin ? Math.min(1, capacityMin / length) : null,
    isOpenEnded: capacityMax === null,
  };
}

/** `9 taken, 2 held, 5 left of 16; runs from 4`. */
export function saySeatCounts(seats: Counts): string {
  const { capacityMin, capacityMax, taken, held, left } = seats;
  const parts = [`${taken} taken`];
  if (held > 0) parts.push(`${held} held`);
  parts.push(left === null ? 'no limit' : `${left} left of ${capacityMax}`);
  return parts.join(', ') + (capacityMin ? `; runs from ${capacityMin}` : '');
}

/**
 * Seats still wanted for it to run; 0 when it runs. Holds count on the board as in the studio: most become guests,
 * and whoever reads "2 more" should not find that one is enough.
 */
export const missingToRun = ({ capacityMin, taken, held }: Minimum): number =>
  Math.max(0, (capacityMin ?? 0) - taken - held);

/** `2 more needed` or `Enough to run`; empty for what has no minimum. */
export function minimumWords(seats: Minimum): string {
  const missing = missingToRun(seats);
  if (missing > 0) return `${missing} more needed`;
  return seats.capacityMin ? 'Enough to run' : '';
}

/** `Runs from 4 people, 2 more needed`; empty when it runs already, or is full or closed. */
export function runWords(seats: Minimum & Pick<SeatCountsView, 'status'>): string {
  if (missingToRun(seats) === 0 || !isOpenForBooking(seats)) return '';
  return `Runs from ${count(seats.capacityMin ?? 0, 'person', 'people')}, ${minimumWords(seats)}`;
}

/** `2 more and it runs`, `With you it runs` for a party that is enough; empty when it runs already. */
export function nearWords(missing: number, party: number): string {
  if (missing === 0) return '';
  return missing <= party ? 'With you it runs' : `${missing} more and it runs`;
}

export const isOpenForBooking = ({ status }: Pick<SeatCountsView, 'status'>): boolean =>
  status === 'scheduled' || status === 'active';

export type SeatTone = 'open' | 'few' | 'full' | 'cancelled' | 'over';

/** From so few seats on it is said with some urgency. */
const FEW = 3;

/** `4 seats left`, `Full, join the waiting list`, `Cancelled`. */
export function seatWords(counts: Pick<SeatCountsView, 'status' | 'left'>): { text: string; tone: SeatTone } {
  if (counts.status === 'cancelled') return { text: 'Cancelled', tone: 'cancelled' };
  if (counts.status === 'completed') return { text: 'Over', tone: 'over' };
  const { left } = counts;
  if (left === null) return { text: 'Seats for everyone', tone: 'open' };
  if (left <= 0) return { text: 'Full, join the waiting list', tone: 'full' };
  return { text: `${seatsWord(left)} left`, tone: left <= FEW ? 'few' : 'open' };
}
