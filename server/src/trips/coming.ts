import type { Clock } from '@ensemble/shared';
import type { SeatCountsView } from '@ensemble/shared/seats';
import type { InstanceRow, InstancesService } from '../instances/index.ts';
import type { SeatsService } from '../seats/index.ts';

const AT_ONCE = 500;

export interface ComingSession {
  row: InstanceRow;
  seats: SeatCountsView;
}

export interface ComingWindow {
  /** Every city without. */
  city?: string | undefined;
  /** Local dates, both inclusive. */
  from: string;
  to: string;
}

/** Sessions of the agenda that can still be booked: not cancelled, not begun yet; earliest first, with their seats. */
export async function comingSessions(
  { instances, seats, clock }: { instances: InstancesService; seats: SeatsService; clock: Clock },
  { city, from, to }: ComingWindow,
): Promise<ComingSession[]> {
  const filter = { kind: 'agenda-slot', status: 'scheduled', from, to, ...(city ? { city } : {}) } as const;
  const found: ComingSession[] = [];
  for (let after: readonly [string, string, string] | null = null; ;) {
    const rows: InstanceRow[] = await instances.repo.list(filter, { limit: AT_ONCE, after });
    const coming = rows.filter(({ startsAt }) => startsAt.getTime() > clock.now());
    const counts = new Map(
      (await seats.countsOfAll(coming.map(idOf))).map((one) => [one.instanceId, one] as const),
    );
    for (const row of coming) {
      const its = counts.get(idOf(row));
      if (its) found.push({ row, seats: its });
    }
    const last = rows.at(-1);
    if (rows.length < AT_ONCE || !last) return found;
    after = [last.date, last.startTime, idOf(last)];
  }
}

const idOf = ({ _id }: InstanceRow): string => _id.toHexString();
