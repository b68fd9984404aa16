import { DAY_MS, toFakeUtc } from '../instances/wall-clock.ts';

/** `2026-W31` of a local date: weeks begin on Monday, and the year is the one the week's Thursday is in (ISO 8601). */
export function isoWeekOf(date: string): string {
  const day = toFakeUtc(date);
  const sinceMonday = (new Date(day).getUTCDay() + 6) % 7;
  const thursday = day + (3 - sinceMonday) * DAY_MS;
  const year = new Date(thursday).getUTCFullYear();
  const week = Math.floor((thursday - Date.UTC(year, 0, 1)) / (7 * DAY_MS)) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
}
