import { candidateDates } from './candidates.ts';
import type { Recurrence } from './recurrence.schema.ts';
import { DAY_MS, dateOfFakeUtc, toFakeUtc } from './wall-clock.ts';

/** A recurrence in plain English: what it will do, in the order people say it. */

export interface WordOptions {
  startTime?: string | undefined;
  endTime?: string | undefined;
  timezone: string;
  /** Named after the times; without it the zone is. */
  city?: string | undefined;
  /** How dates are written; the words are English. `6 August 2026` unless told. */
  locale?: string | undefined;
}

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const ORDINALS =
  'zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth'.split(' ');

/** 1 → first … 12 → twelfth, 13 → 13th. */
const ordinalWord = (n: number): string => ORDINALS[n] ?? ordinalFigure(n);

/** 1 → 1st, 22 → 22nd, 13 → 13th. */
function ordinalFigure(n: number): string {
  const teen = n % 100 >= 11 && n % 100 <= 13;
  return `${n}${teen ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th')}`;
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** "Monday", "Monday and Friday", "Monday, Tuesday and Friday". */
function list(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** From the front in order, then from the end: 1, 3, second to last, last. */
const inOrder = (positions: readonly number[]): number[] =>
  [...new Set(positions)].sort((a, b) => Number(a < 0) - Number(b < 0) || a - b);

function positionWord(position: number, ordinal: (n: number) => string): string {
  if (position > 0) return ordinal(position);
  return position === -1 ? 'last' : `${ordinalWord(-position)}-to-last`;
}

/** Weekdays in the order of the session's own week. */
function weekdayNames({ daysOfWeek = [], weekStart }: Recurrence): string[] {
  const rank = (day: number): number => (day - weekStart + 7) % 7;
  return [...new Set(daysOfWeek)].sort((a, b) => rank(a) - rank(b)).map((day) => WEEKDAYS[day] ?? '');
}

const months = (interval: number): string =>
  interval === 1 ? 'the month' : `every ${ordinalWord(interval)} month`;

function weeklyWords(recurrence: Recurrence): string {
  const { interval } = recurrence;
  const days = weekdayNames(recurrence);
  const which = days.length === 7 ? 'every day' : `on ${list(days)}`;
  if (interval > 1) {
    return days.length === 1
      ? `Every ${ordinalWord(interval)} ${days[0]}`
      : `Every ${ordinalWord(interval)} week ${which}`;
  }
  return days.length === 7 ? 'Every day' : `Every ${list(days)}`;
}

/** "(skips months that have none)", or which of several it skips. */
function skips(rare: readonly string[], all: readonly number[]): string {
  if (rare.length === 0) return '';
  return rare.length === all.length
    ? ' (skips months that have none)'
    : ` (skips the ${list(rare)} in months that have none)`;
}

function dayOfMonthWords(days: readonly number[], interval: number): string {
  const numbers = days.filter((day) => day > 0).map((day) => `the ${ordinalFigure(day)}`);
  const fromEnd = days.filter((day) => day < 0).map((day) => `the ${positionWord(day, ordinalWord)} day`);
  const rare = days.filter((day) => Math.abs(day) > 28).map((day) => positionWord(day, ordinalFigure));
  return `On ${list([...numbers, ...fromEnd])} of ${months(interval)}${skips(rare, days)}`;
}

function monthlyWords(recurrence: Recurrence, startDate: string | undefined): string {
  const { daysOfWeek, setPositions, interval } = recurrence;
  if (!daysOfWeek) {
    return dayOfMonthWords(startDate === undefined ? [] : [Number(startDate.slice(8))], interval);
  }
  const names = weekdayNames(recurrence);
  if (!setPositions) return `Every ${names.length === 7 ? 'day' : list(names)} of ${months(interval)}`;
  const positions = inOrder(setPositions);
  if (names.length === 7) return dayOfMonthWords(positions, interval);
  const rare = positions.filter((position) => Math.abs(position) === 5);
  const words = positions.map((position) => positionWord(position, ordinalWord));
  const rareWords = rare.map((position) => positionWord(position, ordinalWord));
  return `${capital(list(words))} ${list(names)} of ${months(interval)}${skips(rareWords, positions)}`;
}

function dateWords(date: string, locale: string | undefined, withWeekday: boolean): string {
  const day = new Date(toFakeUtc(date));
  const weekday = withWeekday ? ({ weekday: 'long' } as const) : {};
  const format = { ...weekday, day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
  const written = new Intl.DateTimeFormat(locale ?? 'en-GB', format).format(day);
  // British dates have a comma after the weekday in some releases of the locale data and none in others.
  return locale === undefined ? written.replace(',', '') : written;
}

/** The first day it really happens, which is what "starting" promises; years of looking are enough for any pattern. */
function firstDate(recurrence: Recurrence, startDate: string): string {
  const years = recurrence.type === 'weekly' ? 3 : 60;
  const to = dateOfFakeUtc(toFakeUtc(startDate) + years * 366 * DAY_MS);
  return candidateDates(recurrence, startDate, startDate, to)[0] ?? startDate;
}

/** "Europe/Dublin" → "Dublin time"; the session's clock, when no city was named. */
const zoneWords = (timezone: string): string =>
  timezone === 'UTC' ? 'UTC' : `${(timezone.split('/').at(-1) ?? timezone).replaceAll('_', ' ')} time`;

function timeWords(recurrence: Recurrence, options: WordOptions): string {
  const start = recurrence.startTime ?? options.startTime;
  const end = recurrence.endTime ?? options.endTime;
  if (start === undefined) return options.city === undefined ? '' : ` in ${options.city}`;
  const times = end === undefined ? start : `${start}–${end}`;
  return `, ${times} ${options.city === undefined ? `(${zoneWords(options.timezone)})` : `in ${options.city}`}`;
}

/**
 * What the recurrence will do, such as "First and third Tuesday of the month, 20:00–23:00 in Austin" or
 * "Every second Thursday, 20:00 in Austin, starting 6 August 2026". Says when months are skipped.
 */
export function describeRecurrence(recurrence: Recurrence, options: WordOptions): string {
  const { type, date, startDate, until, interval } = recurrence;
  const when = timeWords(recurrence, options);
  if (type === 'one_time') return `${date === undefined ? '' : dateWords(date, options.locale, true)}${when}`;
  const weekly =
    startDate !== undefined && !recurrence.daysOfWeek
      ? { ...recurrence, daysOfWeek: [new Date(toFakeUtc(startDate)).getUTCDay()] }
      : recurrence;
  const pattern = type === 'weekly' ? weeklyWords(weekly) : monthlyWords(recurrence, startDate);
  const starting =
    startDate === undefined || (type === 'monthly' && interval === 1 && !recurrence.daysOfWeek)
      ? ''
      : `, starting ${dateWords(firstDate(recurrence, startDate), options.locale, false)}`;
  const ending = until === undefined ? '' : `, until ${dateWords(until, options.locale, false)}`;
  return `${pattern}${when}${starting}${ending}`;
}
