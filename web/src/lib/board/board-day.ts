import type { InstanceView } from '@ensemble/shared/instances/instances.schema';

/** Which of a city's sessions a board shows, and how each stands. Pure; instants are epoch ms. */

type Dated = Pick<InstanceView, 'id' | 'date' | 'startsAt' | 'endsAt' | 'isCancelled' | 'title'>;

export type Phase = 'now' | 'next' | 'later' | 'over' | 'cancelled';

export interface BoardRow<Session extends Dated> {
  instance: Session;
  phase: Phase;
}

export interface BoardDay<Session extends Dated> {
  /** What is on, comes, or was cancelled: in order of time. */
  rows: BoardRow<Session>[];
  /** What is over, in order of time. */
  past: BoardRow<Session>[];
  /** The first one after this day that takes place. */
  upcoming: Session | null;
}

const startOf = ({ startsAt }: Dated): number => Date.parse(startsAt);
const endOf = ({ endsAt }: Dated): number => Date.parse(endsAt);
const byTime = (a: Dated, b: Dated): number => startOf(a) - startOf(b) || a.title.localeCompare(b.title);

/**
 * The day a city's board shows: all of `today` (`YYYY-MM-DD` there), and of other days what runs over its midnights.
 */
export function boardDay<Session extends Dated>(
  sessions: readonly Session[],
  today: string,
  nowMs: number,
): BoardDay<Session> {
  const isOn = (one: Session) => !one.isCancelled && startOf(one) <= nowMs && nowMs < endOf(one);
  const sorted = [...sessions].sort(byTime);
  const todays = sorted.filter((one) => one.date === today || isOn(one));
  const next = todays.find((one) => !one.isCancelled && startOf(one) > nowMs);
  const phaseOf = (one: Session): Phase => {
    if (endOf(one) <= nowMs) return 'over';
    if (one.isCancelled) return 'cancelled';
    if (startOf(one) <= nowMs) return 'now';
    return next && startOf(one) === startOf(next) ? 'next' : 'later';
  };
  const all = todays.map((instance) => ({ instance, phase: phaseOf(instance) }));
  return {
    rows: all.filter(({ phase }) => phase !== 'over'),
    past: all.filter(({ phase }) => phase === 'over'),
    upcoming: sorted.find((one) => one.date > today && !one.isCancelled && startOf(one) > nowMs) ?? null,
  };
}

const MINUTE_MS = 60_000;

const sayLength = (ms: number): string => {
  const minutes = Math.ceil(ms / MINUTE_MS);
  if (minutes < 60) return minutes <= 1 ? '1 minute' : `${minutes} minutes`;
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
};

/** `On now, until 19:30` is said with the clock; this says the state and how long. */
export function sayPhase(
  phase: Phase,
  { startsAt, endsAt }: Pick<Dated, 'startsAt' | 'endsAt'>,
  nowMs: number,
): string {
  switch (phase) {
    case 'now':
      return `On now, ${sayLength(Date.parse(endsAt) - nowMs)} left`;
    case 'next':
      return `Next, in ${sayLength(Date.parse(startsAt) - nowMs)}`;
    case 'later':
      return 'Later';
    case 'over':
      return 'Over';
    case 'cancelled':
      return 'Cancelled';
  }
}
