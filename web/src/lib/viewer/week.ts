import { isoWeekOf } from '@ensemble/shared/agenda/iso-week';

/** Weeks of a city's agenda as pages name them: `2026-W48`, Monday to Sunday (ISO 8601). Dates are local, `YYYY-MM-DD`. */

const DAY_MS = 86_400_000;
const dateOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** A date so many days later; `days` may be negative. */
export const addDays = (date: string, days: number): string =>
  dateOf(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS);

/** The Monday of the week a date is in. */
export const mondayOf = (date: string): string =>
  addDays(date, -((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7));

export interface AgendaWeekDates {
  /** `2026-W48` */
  name: string;
  monday: string;
  sunday: string;
}

export function weekOf(date: string): AgendaWeekDates {
  const monday = mondayOf(date);
  return { name: isoWeekOf(date), monday, sunday: addDays(monday, 6) };
}

/** The week of this name; null for what is no week, such as `2026-W60`. */
export function readWeek(name: string | null): AgendaWeekDates | null {
  const found = /^(\d{4})-W(\d{2})$/.exec(name ?? '');
  if (!found) return null;
  // 4 January is always in week 1.
  const monday = addDays(mondayOf(`${found[1]}-01-04`), (Number(found[2]) - 1) * 7);
  const week = weekOf(monday);
  return week.name === name ? week : null;
}

export const shiftWeek = ({ monday }: AgendaWeekDates, by: number): AgendaWeekDates =>
  weekOf(addDays(monday, by * 7));

/** Things with a local date, day by day in the order they came. */
export function byDay<Item>(
  items: readonly Item[],
  dateOfItem: (item: Item) => string,
): { date: string; items: Item[] }[] {
  const days = new Map<string, Item[]>();
  for (const item of items) {
    const date = dateOfItem(item);
    const day = days.get(date);
    if (day) day.push(item);
    else days.set(date, [item]);
  }
  return [...days].map(([date, found]) => ({ date, items: found }));
}
