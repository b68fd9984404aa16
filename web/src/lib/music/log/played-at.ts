import { DateTime } from 'luxon';

/** `HH:mm` in the evening's zone. */
export const wallClockOf = (instant: string, zone: string): string =>
  DateTime.fromISO(instant, { zone }).toFormat('HH:mm');

/** Earlier than this before the start, hours, and a clock time means the morning after. */
const EARLY_HOURS = 6;

/**
 * The instant a clock time means on this evening: 00:40 of a night that began at 20:00 is the next
 * day's, and 19:30 is half an hour before it began.
 */
export function instantAt(time: string, startsAt: string, zone: string): string {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const start = DateTime.fromISO(startsAt, { zone });
  const sameDay = start.set({ hour, minute, second: 0, millisecond: 0 });
  const tooEarly = sameDay < start.minus({ hours: EARLY_HOURS });
  return (tooEarly ? sameDay.plus({ days: 1 }) : sameDay).toUTC().toISO() ?? startsAt;
}
