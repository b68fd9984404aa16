import type { Mark, Schedule } from '@ensemble/shared/training/schedule';

/** Times and lengths as trainers say them. */

const count = (value: number, unit: string): string => `${value} ${unit}${value === 1 ? '' : 's'}`;

/** `75` → `1 hour 15 minutes`: for sentences. */
export function spokenMinutes(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return count(rest, 'minute');
  return rest === 0 ? count(hours, 'hour') : `${count(hours, 'hour')} ${count(rest, 'minute')}`;
}

/** The clock where there is a start time, else how far in: `09:20`, `0:20`. */
export function markWords({ time, minute }: Mark): string {
  if (time !== null) return time;
  return `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`;
}

/** For being read out: `at 09:20`, `20 minutes in`. */
export function spokenMark(mark: Mark): string {
  if (mark.time === null) return mark.minute === 0 ? 'at the beginning' : `${spokenMinutes(mark.minute)} in`;
  return mark.dayOffset > 0 ? `at ${mark.time} the next day` : `at ${mark.time}`;
}

export interface FitWords {
  state: 'open' | 'over' | 'left' | 'exact';
  text: string;
}

/** How the whole stands against what was planned. */
export function fitWords({ plannedMinutes, overMinutes }: Schedule): FitWords {
  if (plannedMinutes === null || overMinutes === null) {
    return { state: 'open', text: 'No planned end yet' };
  }
  const planned = `the planned ${spokenMinutes(plannedMinutes)}`;
  if (overMinutes > 0) return { state: 'over', text: `${spokenMinutes(overMinutes)} over ${planned}` };
  if (overMinutes < 0) return { state: 'left', text: `${spokenMinutes(-overMinutes)} left of ${planned}` };
  return { state: 'exact', text: `Exactly ${planned}` };
}
