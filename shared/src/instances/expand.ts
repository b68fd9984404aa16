import { invalidField } from '../core/errors.ts';
import { candidateDates } from './candidates.ts';
import type { Recurrence } from './recurrence.schema.ts';
import {
  addToClock,
  type Adjust,
  DAY_MS,
  dateOfFakeUtc,
  MINUTE_MS,
  nominalMinutes,
  resolveWallClock,
  toFakeUtc,
} from './wall-clock.ts';

/** One dated happening of a recurrence. The wall clock is the asked-for one, even where it was skipped. */
export interface Occurrence {
  /** Local, `YYYY-MM-DD`; a night that ends past midnight belongs to the date it started on. */
  date: string;
  /** Local, `HH:mm`. */
  startTime: string;
  endTime: string;
  /** UTC, ISO 8601. */
  startsAt: string;
  endsAt: string;
  adjust: Adjust;
}

export interface OccurrenceTimes {
  /** IANA zone the dates and times are in. */
  timezone: string;
  /** Used where the recurrence carries no times of its own. */
  startTime?: string | undefined;
  endTime?: string | undefined;
  /** Length when no end is known, 1 to 1440. */
  durationMinutes?: number | undefined;
  /** Used where the recurrence carries no start of its own. */
  startDate?: string | undefined;
}

/** Local dates, both inclusive; or instants in epoch milliseconds, half-open, compared with the start. */
export type OccurrenceWindow = { from: string; to: string } | { fromMs: number; toMs: number };

/** A pub evening, when nobody said how long it lasts. */
export const DEFAULT_DURATION_MINUTES = 180;
export const MAX_WINDOW_DAYS = 5 * 366;
/** A window's edge in one zone is up to a day off in another, and a skipped day moves a start by one more. */
const MARGIN_MS = 2 * DAY_MS;

export interface ClockTimes {
  startTime: string;
  endTime: string;
  minutes: number;
}

/** The times that apply: the recurrence's own before the caller's. Throws `invalid` without any start time. */
export function clockTimes(recurrence: Recurrence, times: OccurrenceTimes): ClockTimes {
  const startTime = recurrence.startTime ?? times.startTime;
  if (startTime === undefined) throw invalidField('startTime', 'is needed to know when it happens');
  const endTime = recurrence.endTime ?? times.endTime;
  const minutes =
    endTime === undefined
      ? (times.durationMinutes ?? DEFAULT_DURATION_MINUTES)
      : nominalMinutes(startTime, endTime);
  return { startTime, endTime: endTime ?? addToClock(startTime, minutes), minutes };
}

interface Bounds {
  fromMs: number;
  toMs: number;
  isInside: (date: string, instantMs: number) => boolean;
}

function boundsOf(window: OccurrenceWindow): Bounds {
  const bounds: Bounds =
    'fromMs' in window
      ? { ...window, isInside: (_, at) => at >= window.fromMs && at < window.toMs }
      : {
          fromMs: toFakeUtc(window.from),
          toMs: toFakeUtc(window.to),
          isInside: (date) => date >= window.from && date <= window.to,
        };
  if (!Number.isFinite(bounds.fromMs)) throw invalidField('from', 'must be a date as YYYY-MM-DD');
  if (!Number.isFinite(bounds.toMs)) throw invalidField('to', 'must be a date as YYYY-MM-DD');
  if (bounds.toMs < bounds.fromMs) throw invalidField('to', 'must not be before from');
  if (bounds.toMs - bounds.fromMs > MAX_WINDOW_DAYS * DAY_MS) {
    throw invalidField('to', 'must be within five years of from');
  }
  return bounds;
}

/**
 * Every occurrence inside the window, in order of start. Two dates that come to the same instant (the day after
 * a skipped day) are one occurrence, the earlier date. Throws `invalid` on `to` for a window of more than five
 * years, and on the field that is missing when the pattern cannot be expanded.
 */
export function expandRecurrence(
  recurrence: Recurrence,
  times: OccurrenceTimes,
  window: OccurrenceWindow,
): Occurrence[] {
  const { fromMs, toMs, isInside } = boundsOf(window);
  const { startTime, endTime, minutes } = clockTimes(recurrence, times);
  const dates = candidateDates(
    recurrence,
    recurrence.startDate ?? times.startDate,
    dateOfFakeUtc(fromMs - MARGIN_MS),
    dateOfFakeUtc(toMs + MARGIN_MS),
  );
  const seen = new Set<number>();
  const occurrences: Occurrence[] = [];
  for (const date of dates) {
    const { instantMs, adjust } = resolveWallClock(date, startTime, times.timezone);
    // Seen is kept for dates outside the window too, or the answer would depend on where the window begins.
    if (seen.has(instantMs)) continue;
    seen.add(instantMs);
    if (!isInside(date, instantMs)) continue;
    occurrences.push({
      date,
      startTime,
      endTime,
      startsAt: new Date(instantMs).toISOString(),
      endsAt: new Date(instantMs + minutes * MINUTE_MS).toISOString(),
      adjust,
    });
  }
  return occurrences;
}

/** Dates the schema allows end with this day. */
const LAST_DAY_MS = toFakeUtc('2201-01-01');
const FIRST_STEP_MS = 45 * DAY_MS;
const LONGEST_STEP_MS = 5 * 365 * DAY_MS;

/**
 * The next `count` (1 to 100) occurrences starting at or after `nowMs`; fewer when the pattern ends. Looks in
 * windows that grow to five years, up to 2200: the common case is quick, even a leap-day Friday is found, and a
 * day that never comes (30 February) ends after some 40 windows.
 */
export function nextOccurrences(
  recurrence: Recurrence,
  times: OccurrenceTimes,
  nowMs: number,
  count: number,
): Occurrence[] {
  const wanted = Math.min(Math.max(Math.trunc(count), 1), 100);
  const lastDay = recurrence.date ?? recurrence.until;
  const endMs = lastDay === undefined ? LAST_DAY_MS : Math.min(LAST_DAY_MS, toFakeUtc(lastDay) + MARGIN_MS);
  const startDate = recurrence.startDate ?? recurrence.date ?? times.startDate;
  const found: Occurrence[] = [];
  let stepMs = FIRST_STEP_MS;
  let fromMs = startDate === undefined ? nowMs : Math.max(nowMs, toFakeUtc(startDate) - MARGIN_MS);
  while (fromMs < endMs && found.length < wanted) {
    const toMs = fromMs + stepMs;
    stepMs = Math.min(stepMs * 3, LONGEST_STEP_MS);
    found.push(...expandRecurrence(recurrence, times, { fromMs, toMs }));
    fromMs = toMs;
  }
  return found.slice(0, wanted);
}
