import { DAY_MS, toFakeUtc } from '@ensemble/shared/instances';
import { addDays } from '#lib/viewer/week.ts';

/** Windows of local dates, both inclusive. */
export interface DateWindow {
  from: string;
  to: string;
}

export const fourWeeks = (today: string): DateWindow => ({ from: today, to: addDays(today, 27) });

/** `2026-12` and so many months on: the first and last day. */
export function monthOf(date: string, monthsOn = 0): DateWindow {
  const [year = 0, month = 1] = date.split('-').map(Number);
  const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
  return {
    from: day(Date.UTC(year, month - 1 + monthsOn, 1)),
    to: day(Date.UTC(year, month + monthsOn, 0)),
  };
}

/** The months a window touches, each as `YYYY-MM`. */
export function monthsIn({ from, to }: DateWindow): string[] {
  const months: string[] = [];
  for (let start = `${from.slice(0, 7)}-01`; start <= to; start = monthOf(start, 1).from)
    months.push(start.slice(0, 7));
  return months;
}

/** The window month by month, so that long work has steps to show and a failure loses little. */
export const steps = (window: DateWindow): DateWindow[] =>
  monthsIn(window).map((month) => {
    const whole = monthOf(`${month}-01`);
    return {
      from: whole.from < window.from ? window.from : whole.from,
      to: whole.to > window.to ? window.to : whole.to,
    };
  });

/** The weeks a window is drawn in: seven dates each, those before and after it too. */
export function calendarRows({ from, to }: DateWindow, firstWeekday: number): string[][] {
  const lead = (new Date(toFakeUtc(from)).getUTCDay() - firstWeekday + 7) % 7;
  const rows: string[][] = [];
  for (let start = addDays(from, -lead); start <= to; start = addDays(start, 7))
    rows.push(Array.from({ length: 7 }, (_, index) => addDays(start, index)));
  return rows;
}

const SIX_WEEKS = 42;

/** What is drawn at once: the whole window when it is a few weeks, else month by month. */
export const pagesOf = (window: DateWindow): DateWindow[] =>
  toFakeUtc(window.to) - toFakeUtc(window.from) < SIX_WEEKS * DAY_MS ? [window] : steps(window);
