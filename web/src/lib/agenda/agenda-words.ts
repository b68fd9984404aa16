import type { AgendaData, RHYTHM_TAGS, SEASON_MODES } from '@ensemble/shared/agenda';
import { addToClock } from '@ensemble/shared/instances';
import { sayDate, sayLocalTime } from '#lib/viewer/time.ts';

/** The agenda in plain words. */

const SEASONS: Record<(typeof SEASON_MODES)[number], string> = {
  spring: 'Spring',
  summer: 'Summer',
  autumn: 'Autumn',
  winter: 'Winter',
  'year-round': 'All year',
};

/** A city may have seasons of its own: those are said as they were typed. */
export const seasonWords = (season: string): string =>
  (SEASONS as Readonly<Record<string, string>>)[season] ?? season;

const RHYTHMS: Record<(typeof RHYTHM_TAGS)[number], string> = {
  'weekday-morning': 'Weekday morning',
  'weekday-afternoon': 'Weekday afternoon',
  'weekday-evening': 'Weekday evening',
  'weekday-late': 'Weekday, late',
  'weekend-morning': 'Weekend morning',
  'weekend-afternoon': 'Weekend afternoon',
  'weekend-evening': 'Weekend evening',
  'weekend-late': 'Weekend, late',
};

export const rhythmWords = (tag: string): string => (RHYTHMS as Readonly<Record<string, string>>)[tag] ?? tag;

/** 1 January 2001 was a Monday: any week will do to name its days. */
const dayNamed = (weekday: number): string => `2001-01-${String(((weekday + 6) % 7) + 1).padStart(2, '0')}`;

/** `weekday`: 0 = Sunday … 6 = Saturday, here and below. */
export const weekdayName = (weekday: number, locale: string, width: 'long' | 'short' | 'narrow' = 'long') =>
  sayDate(dayNamed(weekday), locale, { weekday: width });

interface WeekInfo {
  firstDay: number;
}

/** The seven weekdays as the viewer's calendar begins them; Monday first where the locale does not say. */
export function weekdaysFor(locale: string): number[] {
  const first = firstWeekday(locale);
  return Array.from({ length: 7 }, (_, index) => (first + index) % 7);
}

export function firstWeekday(locale: string): number {
  try {
    const known = new Intl.Locale(locale) as Intl.Locale & {
      getWeekInfo?: () => WeekInfo;
      weekInfo?: WeekInfo;
    };
    // A language alone says nothing of the country, and would be taken for its largest one.
    if (known.region === undefined) return 1;
    return ((known.getWeekInfo?.() ?? known.weekInfo)?.firstDay ?? 1) % 7;
  } catch {
    return 1;
  }
}

/** `18:00–19:30`. */
export const spanWords = (startTime: string, minutes: number, locale: string): string =>
  `${sayLocalTime(startTime, locale)}–${sayLocalTime(addToClock(startTime, minutes), locale)}`;

/** `1 h 30 min`. */
export function minutesWords(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [hours > 0 ? `${hours} h` : '', rest > 0 || hours === 0 ? `${rest} min` : '']
    .filter(Boolean)
    .join(' ');
}

/** `4–12 seats`, `from 4 seats` where the room has no limit. */
export function seatsWords(min: number, max: number | null): string {
  if (max === null) return min <= 1 ? 'no limit of seats' : `from ${min} seats`;
  if (min === max) return `${max} ${max === 1 ? 'seat' : 'seats'}`;
  return `${min}–${max} seats`;
}

/** The dates a week is on, such as `1 June – 30 September 2027`; null for always. */
export function datesWords(from: string | null, to: string | null, locale: string): string | null {
  const day = (date: string, withYear: boolean) =>
    sayDate(date, locale, { day: 'numeric', month: 'long', ...(withYear ? { year: 'numeric' } : {}) });
  if (from !== null && to !== null)
    return `${day(from, from.slice(0, 4) !== to.slice(0, 4))} – ${day(to, true)}`;
  if (from !== null) return `from ${day(from, true)}`;
  return to === null ? null : `until ${day(to, true)}`;
}

/** The first layer that says who guides: a slot before its week before the stack. */
export const guideOf = (...layers: readonly AgendaData[]): string | null =>
  layers.find(({ guidePrimaryId }) => guidePrimaryId !== undefined)?.guidePrimaryId ?? null;
