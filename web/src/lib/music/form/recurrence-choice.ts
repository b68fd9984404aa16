import type { Recurrence, RecurrenceInput } from '@ensemble/shared/instances';

/** What the editor offers; each stands for one shape of the stored recurrence. */
export type Rhythm = 'none' | 'weekly' | 'monthly' | 'month-day' | 'one_time';

export const RHYTHMS: readonly { value: Rhythm; label: string }[] = [
  { value: 'none', label: 'No fixed rhythm' },
  { value: 'weekly', label: 'Every week, or every few weeks' },
  { value: 'monthly', label: 'Weekdays of the month: first Tuesday' },
  { value: 'month-day', label: 'A day of the month: the 15th' },
  { value: 'one_time', label: 'Once' },
];

/** Monday first, as the week is said. */
export const WEEKDAYS = [
  { value: 1, label: 'Mon', long: 'Monday' },
  { value: 2, label: 'Tue', long: 'Tuesday' },
  { value: 3, label: 'Wed', long: 'Wednesday' },
  { value: 4, label: 'Thu', long: 'Thursday' },
  { value: 5, label: 'Fri', long: 'Friday' },
  { value: 6, label: 'Sat', long: 'Saturday' },
  { value: 0, label: 'Sun', long: 'Sunday' },
] as const;

export const POSITIONS = [
  { value: 1, label: 'First' },
  { value: 2, label: 'Second' },
  { value: 3, label: 'Third' },
  { value: 4, label: 'Fourth' },
  { value: 5, label: 'Fifth' },
  { value: -1, label: 'Last' },
] as const;

const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];

/** All seven weekdays with positions mean days of the month (shared/instances says so). */
export function rhythmOf(recurrence: RecurrenceInput | Recurrence | null): Rhythm {
  if (recurrence === null) return 'none';
  if (recurrence.type !== 'monthly') return recurrence.type;
  const days = recurrence.daysOfWeek;
  // No weekday chosen yet is still a choice of weekdays; none asked for is the day it started on.
  if (days === undefined) return 'month-day';
  return days.length === 7 && (recurrence.setPositions?.length ?? 0) > 0 ? 'month-day' : 'monthly';
}

/** A first guess of that rhythm, keeping what the present one says where it still means something. */
export function toRhythm(
  rhythm: Rhythm,
  from: RecurrenceInput | null,
  today: string,
): RecurrenceInput | null {
  const days = from?.daysOfWeek?.length === 7 ? [] : (from?.daysOfWeek ?? []);
  const range = {
    ...(from?.startDate ? { startDate: from.startDate } : {}),
    ...(from?.until ? { until: from.until } : {}),
  };
  switch (rhythm) {
    case 'none':
      return null;
    case 'one_time':
      return { type: 'one_time', interval: 1, date: from?.startDate ?? today };
    case 'weekly':
      return { type: 'weekly', interval: from?.interval ?? 1, daysOfWeek: days, ...range };
    case 'monthly':
      return {
        type: 'monthly',
        interval: from?.interval ?? 1,
        daysOfWeek: days,
        setPositions: [1],
        ...range,
      };
    case 'month-day':
      return {
        type: 'monthly',
        interval: from?.interval ?? 1,
        daysOfWeek: EVERY_DAY,
        setPositions: [Number((from?.startDate ?? today).slice(8))],
        ...range,
      };
  }
}

/**
 * A stored "monthly on the start's day" said as the editor says it, so that it can be changed there.
 * The evenings it means stay the same.
 */
export function editable(recurrence: Recurrence | null): RecurrenceInput | null {
  if (recurrence === null) return null;
  if (recurrence.type === 'monthly' && !recurrence.daysOfWeek && recurrence.startDate) {
    return { ...recurrence, daysOfWeek: EVERY_DAY, setPositions: [Number(recurrence.startDate.slice(8))] };
  }
  return { ...recurrence };
}
