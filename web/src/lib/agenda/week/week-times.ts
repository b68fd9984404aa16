/** Where in a day a session fits: minutes since midnight inside, `HH:mm` outside. Pure. */

export interface Placed {
  startTimeLocal: string;
  /** Minutes. */
  lasts: number;
}

const DAY = 1440;
const WEEK = 7 * DAY;
/** Times are offered to the quarter hour, and with a breath between two sessions. */
const GRID = 15;
const BREATH = 30;
const EARLIEST = 6 * 60;
const LATEST = DAY - GRID;

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
const timeOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
const clamp = (minutes: number): number => Math.min(Math.max(minutes, 0), LATEST);
const up = (minutes: number): number => Math.ceil(minutes / GRID) * GRID;
const down = (minutes: number): number => Math.floor(minutes / GRID) * GRID;

/**
 * The start of something dropped between two others of a day (`day` in order of time, without it): the usual
 * time where that fits there, else close to its neighbours.
 */
export function timeForDrop(day: readonly Placed[], index: number, lasts: number, usual: string): string {
  const previous = day[index - 1];
  const next = day[index];
  const from = previous ? minutesOf(previous.startTimeLocal) + previous.lasts : 0;
  const to = next ? minutesOf(next.startTimeLocal) : Infinity;
  const wish = minutesOf(usual);
  if (wish >= from && wish + lasts <= to) return usual;
  if (previous && next) {
    const breathing = up(from + BREATH);
    if (breathing + lasts <= to) return timeOf(clamp(breathing));
    if (up(from) + lasts <= to) return timeOf(clamp(up(from)));
    return timeOf(clamp(Math.round((minutesOf(previous.startTimeLocal) + to) / 2)));
  }
  if (previous) return timeOf(clamp(Math.max(up(from + BREATH), minutesOf(previous.startTimeLocal))));
  const before = down(to - lasts - BREATH);
  return timeOf(clamp(before >= EARLIEST ? before : down(Math.max(to - GRID, 0))));
}

/** When this session is usually held: as elsewhere in the week, as most others in it, or at 18:00. */
export function usualTime(
  slots: readonly { sessionStackId: string; startTimeLocal: string }[],
  stackId: string,
): string {
  const same = slots.filter(({ sessionStackId }) => sessionStackId === stackId);
  return commonest((same.length > 0 ? same : slots).map(({ startTimeLocal }) => startTimeLocal)) ?? '18:00';
}

function commonest(times: readonly string[]): string | null {
  const counts = Map.groupBy(times, (time) => time);
  const best = [...counts].sort(([a, one], [b, two]) => two.length - one.length || (a < b ? -1 : 1))[0];
  return best?.[0] ?? null;
}

/** `by` minutes later or earlier on the same day; null past its ends. */
export function shifted(time: string, by: number): string | null {
  const minutes = minutesOf(time) + by;
  return minutes < 0 || minutes >= DAY ? null : timeOf(minutes);
}

export interface Led extends Placed {
  key: string;
  weekday: number;
  guideId: string | null;
}

/** Which slots keep one guide in two places at once, each with those it meets. A night reaches into the next day. */
export function guideOverlaps(slots: readonly Led[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const note = (key: string, other: string) => found.set(key, [...(found.get(key) ?? []), other]);
  slots.forEach((one, index) => {
    for (const other of slots.slice(index + 1)) {
      if (one.guideId === null || one.guideId !== other.guideId || !meet(one, other)) continue;
      note(one.key, other.key);
      note(other.key, one.key);
    }
  });
  return found;
}

function meet(a: Led, b: Led): boolean {
  const start = ({ weekday, startTimeLocal }: Led) => weekday * DAY + minutesOf(startTimeLocal);
  // The week is a circle: Sunday night meets Monday morning.
  const apart = (((start(b) - start(a)) % WEEK) + WEEK) % WEEK;
  return apart < a.lasts || WEEK - apart < b.lasts;
}
