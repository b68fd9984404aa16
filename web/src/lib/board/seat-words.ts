import type { SeatCountsView } from '@ensemble/shared/seats/seats.schema';

/** The seats of an instance as a bar and in words. Pure. */

type Counts = Pick<SeatCountsView, 'capacityMin' | 'capacityMax' | 'taken' | 'held' | 'left'>;

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

/** How many are missing for it to run; holds count, since most become guests. */
export const missingOf = ({ capacityMin, taken, held }: Counts): number =>
  Math.max(0, (capacityMin ?? 0) - taken - held);

/** `9 taken, 2 held, 5 left of 16; runs from 4`. */
export function saySeatCounts(seats: Counts): string {
  const { capacityMin, capacityMax, taken, held, left } = seats;
  const parts = [`${taken} taken`];
  if (held > 0) parts.push(`${held} held`);
  parts.push(left === null ? 'no limit' : `${left} left of ${capacityMax}`);
  return parts.join(', ') + (capacityMin ? `; runs from ${capacityMin}` : '');
}

/** `Runs`, or how many are still missing. */
export function sayMinimum(seats: Counts): string {
  const missing = missingOf(seats);
  if (missing > 0) return `${missing} more to run`;
  return seats.capacityMin ? 'Enough to run' : '';
}
