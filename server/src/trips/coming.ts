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

/** Whoever asks about more is shown the soonest: anybody may ask, and each is read with its seats. */
export const MOST_WITH_SEATS = 500;

type Deps = { instances: InstancesService; seats: SeatsService; clock: Clock };

/** Sessions of the agenda that can still be booked: not cancelled, not begun yet; earliest first. */
export async function* comingRows(
  { instances, clock }: Pick<Deps, 'instances' | 'clock'>,
  { city, from, to }: ComingWindow,
): AsyncGenerator<InstanceRow> {
  const filter = { kind: 'agenda-slot', status: 'scheduled', from, to, ...(city ? { city } : {}) } as const;
  for (let after: readonly [string, string, string] | null = null; ;) {
    const rows: InstanceRow[] = await instances.repo.list(filter, { limit: AT_ONCE, after });
    yield* rows.filter(({ startsAt }) => startsAt.getTime() > clock.now());
    const last = rows.at(-1);
    if (rows.length < AT_ONCE || !last) return;
    after = [last.date, last.startTime, idOf(last)];
  }
}

/** In the order given, each with its seats; one that is gone meanwhile is left out. */
export async function withSeats(
  { seats }: Pick<Deps, 'seats'>,
  rows: readonly InstanceRow[],
): Promise<ComingSession[]> {
  const counts = new Map(
    (await seats.countsOfAll(rows.map(idOf))).map((one) => [one.instanceId, one] as const),
  );
  return rows.flatMap((row) => {
    const its = counts.get(idOf(row));
    return its ? [{ row, seats: its }] : [];
  });
}

/** The soonest of the window with their seats. */
export async function comingSessions(deps: Deps, window: ComingWindow): Promise<ComingSession[]> {
  const rows: InstanceRow[] = [];
  for await (const row of comingRows(deps, window)) {
    rows.push(row);
    if (rows.length === MOST_WITH_SEATS) break;
  }
  return withSeats(deps, rows);
}

const idOf = ({ _id }: InstanceRow): string => _id.toHexString();
