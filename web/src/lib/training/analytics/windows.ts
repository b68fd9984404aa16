/** The stretches of time one looks back over, in days up to today. */
export const WINDOWS = [
  { days: 30, label: '30 days' },
  { days: 90, label: '90 days' },
  { days: 365, label: 'A year' },
] as const;
export const USUAL_DAYS = 90;

const DAY_MS = 86_400_000;
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** `days` as an address has it; what is none of the offered ones is the usual. */
export function windowOf(days: string | null, nowMs: number): { days: number; from: string; to: string } {
  const chosen = WINDOWS.find((window) => String(window.days) === days)?.days ?? USUAL_DAYS;
  return { days: chosen, from: dayOf(nowMs - (chosen - 1) * DAY_MS), to: dayOf(nowMs) };
}

/** A long time in the unit that fits: `under a minute`, `40 min`, `5 h`, `3 days`. */
export function spanWords(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes === 0) return 'under a minute';
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

export interface DayCounts {
  date: string;
  generations: number;
  selections: number;
  failures: number;
  published: number;
}

/** Every day of the window, those without anything too: the store only tells of days when something was. */
export function everyDay(
  known: readonly DayCounts[],
  { from, to }: { from: string; to: string },
): DayCounts[] {
  const byDate = new Map(known.map((day) => [day.date, day]));
  const days: DayCounts[] = [];
  for (let ms = Date.parse(from); ms <= Date.parse(to); ms += DAY_MS) {
    const date = dayOf(ms);
    days.push(byDate.get(date) ?? { date, generations: 0, selections: 0, failures: 0, published: 0 });
  }
  return days;
}
