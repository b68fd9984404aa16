import type { RunClock } from '@ensemble/shared/training/run';

/** The day's clock in words. Times are milliseconds. */

const MINUTE_MS = 60_000;

/** `4:05`, `1:02:30`: how long, without a sign. Whole seconds are begun ones, so that 0:00 is the very end. */
export function clockWords(ms: number): string {
  const seconds = Math.ceil(Math.abs(ms) / 1000);
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

const minutes = (count: number): string => `${count} minute${count === 1 ? '' : 's'}`;

/** To be read out at a glance: `12 minutes left`, `under a minute left`, `3 minutes over`. */
export function leftWords(leftMs: number): string {
  if (leftMs > 0)
    return leftMs < MINUTE_MS ? 'Under a minute left' : `${minutes(Math.ceil(leftMs / MINUTE_MS))} left`;
  const over = Math.floor(-leftMs / MINUTE_MS);
  return over === 0 ? 'Time is up' : `${minutes(over)} over`;
}

/** How the whole stands against the plan; half minutes either way are on time. */
export function paceWords({ lateMs }: Pick<RunClock, 'lateMs'>): string {
  const late = Math.round(lateMs / MINUTE_MS);
  if (late === 0) return 'on time';
  return late > 0 ? `${minutes(late)} later than planned` : `${minutes(-late)} earlier than planned`;
}
