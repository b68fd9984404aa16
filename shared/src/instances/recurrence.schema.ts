import { z } from 'zod';
import { LocalDate, LocalTime } from '../core/schema.ts';

/** A weekday as our JSON writes it: 0 = Sunday … 6 = Saturday. */
export const Weekday = z
  .int('must be a weekday from 0 (Sunday) to 6 (Saturday)')
  .min(0, 'must be a weekday from 0 (Sunday) to 6 (Saturday)')
  .max(6, 'must be a weekday from 0 (Sunday) to 6 (Saturday)');

const Position = z
  .int('must be a whole number')
  .min(-31, 'must be between -31 and 31')
  .max(31, 'must be between -31 and 31')
  .refine((position) => position !== 0, 'must not be 0: 1 is the first, -1 the last');

const Fields = z.strictObject({
  type: z.enum(['weekly', 'monthly', 'one_time'], 'must be weekly, monthly or one_time'),
  /** Every n-th week or month, counted from `startDate`. */
  interval: z
    .int('must be a whole number from 1 to 99')
    .min(1, 'must be a whole number from 1 to 99')
    .max(99, 'must be a whole number from 1 to 99')
    .default(1),
  daysOfWeek: z.array(Weekday).max(7, 'must list each weekday once').optional(),
  /** Monthly: the n-th of **each** weekday, negative from the end; of all seven weekdays, the n-th day of the month. */
  setPositions: z.array(Position).max(62, 'must list each position once').optional(),
  date: LocalDate.optional(),
  startDate: LocalDate.optional(),
  /** The last local day on which it may happen. */
  until: LocalDate.optional(),
  /** First day of the week, for counting weeks when the interval is above 1. Monday unless told. */
  weekStart: Weekday.default(1),
  startTime: LocalTime.optional(),
  endTime: LocalTime.optional(),
});

type Fields = z.infer<typeof Fields>;
type Complain = (path: readonly (string | number)[], message: string) => void;

/** Means nothing for a type, so saying it is a mistake worth telling. */
const MEANINGLESS: Record<Fields['type'], readonly (keyof Fields)[]> = {
  weekly: ['setPositions', 'date'],
  monthly: ['date'],
  one_time: ['daysOfWeek', 'setPositions', 'startDate', 'until'],
};

const REASON: Partial<Record<keyof Fields, string>> = {
  setPositions: 'only a monthly recurrence has positions',
  date: 'only a one-time recurrence has a date; use startDate',
};

function checkRepeating(value: Fields, complain: Complain): void {
  const { daysOfWeek, setPositions, startDate, until, interval } = value;
  if (startDate === undefined) {
    if (interval > 1)
      complain(['startDate'], 'is needed to count the interval from, when interval is above 1');
    else if (!daysOfWeek && value.type === 'weekly') complain(['daysOfWeek'], 'say at least one weekday');
    else if (!daysOfWeek && !setPositions)
      complain(['startDate'], 'is needed: its day of the month is repeated');
  } else if (until !== undefined && until < startDate) {
    complain(['until'], 'must not be before startDate');
  }
  if (!setPositions) return;
  if (!daysOfWeek) {
    complain(['daysOfWeek'], 'say which weekdays the positions count');
    return;
  }
  if (new Set(daysOfWeek).size === 7) return;
  setPositions.forEach((position, index) => {
    if (Math.abs(position) > 5) {
      complain(['setPositions', index], 'must be between -5 and 5, unless all seven weekdays are listed');
    }
  });
}

function checkNoRepeats(name: 'daysOfWeek' | 'setPositions', value: Fields, complain: Complain): void {
  const items = value[name];
  items?.forEach((item, index) => {
    if (items.indexOf(item) !== index) complain([name, index], 'is listed twice');
  });
}

/** A form sends null or an empty list for what was left out; both mean absent. */
function dropAbsent(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  return Object.fromEntries(
    Object.entries(input).filter(
      ([, value]) => value !== null && !(Array.isArray(value) && value.length === 0),
    ),
  );
}

/**
 * When something happens, in local days of a zone that is said elsewhere. Every accepted value can be
 * expanded: whatever needs a date to count from carries one.
 */
export const Recurrence = z.preprocess(
  dropAbsent,
  Fields.superRefine((value, context) => {
    const complain: Complain = (path, message) =>
      context.addIssue({ code: 'custom', path: [...path], message });
    for (const name of MEANINGLESS[value.type]) {
      if (value[name] !== undefined) {
        complain([name], REASON[name] ?? `means nothing for a ${value.type} recurrence`);
      }
    }
    checkNoRepeats('daysOfWeek', value, complain);
    checkNoRepeats('setPositions', value, complain);
    if (value.type !== 'one_time') return checkRepeating(value, complain);
    if (value.date === undefined) complain(['date'], 'is needed for a one-time recurrence');
    if (value.interval !== 1) complain(['interval'], 'means nothing for a one_time recurrence');
  }),
);

export type Recurrence = z.infer<typeof Recurrence>;
/** What a client may send: defaults not yet filled in. */
export type RecurrenceInput = z.input<typeof Fields>;
