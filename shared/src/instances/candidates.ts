import * as loaded from 'rrule';
import type { Recurrence } from './recurrence.schema.ts';
import { invalidField } from '../core/errors.ts';
import { DAY_MS, dateOfFakeUtc, toFakeUtc } from './wall-clock.ts';

/**
 * The local days of a recurrence, by rrule in floating time: every date goes in and comes out as fake UTC, so
 * neither the host's zone nor the session's can touch it. rrule is never given positions (it invents dates for
 * positions a month does not have) nor a zone (its results then depend on the host's).
 */

// rrule is CommonJS to Node (all under `default`) and an ES module without a default to bundlers, which warn
// about reading one that is not there unless it is read like this.
const { RRule } = (Reflect.get(loaded, 'default') ?? loaded) as typeof loaded;

/** JS weekday (0 = Sunday) to rrule's (0 = Monday). */
const rruleDay = (day: number): number => (day + 6) % 7;
const weekdayOf = (fakeMs: number): number => new Date(fakeMs).getUTCDay();
const monthIndex = (fakeMs: number): number => {
  const day = new Date(fakeMs);
  return day.getUTCFullYear() * 12 + day.getUTCMonth();
};
const firstOfMonth = (index: number): number => Date.UTC(Math.floor(index / 12), index % 12, 1);
const daysInMonth = (fakeMs: number): number => {
  const day = new Date(fakeMs);
  return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate();
};

/** The whole number of intervals from the anchor to the last period that starts at or before `from`. */
const wholeIntervals = (distance: number, interval: number): number =>
  Math.max(0, Math.floor(distance / interval)) * interval;

/** Both ends inclusive, fake UTC at midnight. */
interface DayRange {
  fromMs: number;
  toMs: number;
}

function between(
  options: Partial<ConstructorParameters<typeof RRule>[0]>,
  { fromMs, toMs }: DayRange,
): number[] {
  if (toMs < fromMs) return [];
  const rule = new RRule({ ...options, until: new Date(toMs + DAY_MS - 1000) }, true);
  return rule.between(new Date(fromMs), new Date(toMs), true).map((day) => day.getTime());
}

function weeklyDays(recurrence: Recurrence, startMs: number | undefined, range: DayRange): number[] {
  const { interval, weekStart } = recurrence;
  const anchor = startMs ?? range.fromMs;
  const days = recurrence.daysOfWeek ?? (startMs === undefined ? [] : [weekdayOf(startMs)]);
  if (days.length === 0) throw invalidField('daysOfWeek', 'say at least one weekday');
  const anchorWeek = anchor - ((weekdayOf(anchor) - weekStart + 7) % 7) * DAY_MS;
  const weeks = wholeIntervals(Math.floor((range.fromMs - anchorWeek) / (7 * DAY_MS)), interval);
  return between(
    {
      freq: RRule.WEEKLY,
      interval,
      wkst: rruleDay(weekStart),
      byweekday: days.map(rruleDay),
      dtstart: new Date(anchorWeek + weeks * 7 * DAY_MS),
    },
    range,
  );
}

/** Whether this day is one of the wanted positions of its month, counted over the whole month from either end. */
function atPosition(fakeMs: number, positions: ReadonlySet<number>, everyDay: boolean): boolean {
  const fromStart = new Date(fakeMs).getUTCDate();
  const fromEnd = daysInMonth(fakeMs) - fromStart + 1;
  const rank = (day: number): number => (everyDay ? day : Math.ceil(day / 7));
  return positions.has(rank(fromStart)) || positions.has(-rank(fromEnd));
}

function monthlyDays(recurrence: Recurrence, startMs: number | undefined, range: DayRange): number[] {
  const { interval, daysOfWeek, setPositions } = recurrence;
  const anchorMonth = monthIndex(startMs ?? range.fromMs);
  const months = wholeIntervals(monthIndex(range.fromMs) - anchorMonth, interval);
  const common = {
    freq: RRule.MONTHLY,
    interval,
    wkst: rruleDay(recurrence.weekStart),
    dtstart: new Date(firstOfMonth(anchorMonth + months)),
  };
  if (!daysOfWeek) {
    if (startMs === undefined) throw invalidField('startDate', 'is needed: its day of the month is repeated');
    return between({ ...common, bymonthday: new Date(startMs).getUTCDate() }, range);
  }
  const days = between({ ...common, byweekday: daysOfWeek.map(rruleDay) }, range);
  if (!setPositions) return days;
  const positions = new Set(setPositions);
  const everyDay = new Set(daysOfWeek).size === 7;
  return days.filter((day) => atPosition(day, positions, everyDay));
}

/**
 * The local dates (`YYYY-MM-DD`, ascending) from `from` to `to` inclusive on which the recurrence falls.
 * `startDate` is the first day it may fall on and what intervals are counted from; it is itself a date only if
 * it matches. Throws `invalid` when the pattern needs a start and has none.
 */
export function candidateDates(
  recurrence: Recurrence,
  startDate: string | undefined,
  from: string,
  to: string,
): string[] {
  if (recurrence.type === 'one_time') {
    const { date } = recurrence;
    if (date === undefined) throw invalidField('date', 'is needed for a one-time recurrence');
    return date >= from && date <= to ? [date] : [];
  }
  if (recurrence.interval > 1 && startDate === undefined) {
    throw invalidField('startDate', 'is needed to count the interval from, when interval is above 1');
  }
  const startMs = startDate === undefined ? undefined : toFakeUtc(startDate);
  const range = {
    fromMs: Math.max(toFakeUtc(from), startMs ?? -Infinity),
    toMs: Math.min(toFakeUtc(to), recurrence.until === undefined ? Infinity : toFakeUtc(recurrence.until)),
  };
  if (range.toMs < range.fromMs) return [];
  const days = recurrence.type === 'weekly' ? weeklyDays : monthlyDays;
  return days(recurrence, startMs, range).map(dateOfFakeUtc);
}
