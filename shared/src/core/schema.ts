import { DateTime, IANAZone } from 'luxon';
import { z } from 'zod';
import { complain } from './complaints.ts';

z.config({ customError: complain });

/** Building blocks of every schema: the wire formats of API.md, each with a message that says what is wanted. */

export const Id = z.string().regex(/^[0-9a-f]{24}$/, 'must be an id of 24 hex digits');

/** What is said of no date and of what is no date; a form has shorter words where nothing was chosen. */
export const DATE_WANTED = 'must be a date as YYYY-MM-DD';

/** A calendar day that exists, `YYYY-MM-DD`, between 1900 and 2200. */
export const LocalDate = z
  .string({ error: DATE_WANTED })
  .regex(/^\d{4}-\d{2}-\d{2}$/, DATE_WANTED)
  .refine((value) => {
    const day = DateTime.fromISO(value, { zone: 'utc' });
    return day.isValid && day.year >= 1900 && day.year <= 2200;
  }, 'must be a day that exists, between 1900 and 2200');

/** A wall-clock time, `HH:mm`, 00:00 to 23:59. */
export const LocalTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time as HH:mm');

export const TimeZone = z
  .string()
  .max(64)
  .refine(
    (value) => (value.includes('/') || value === 'UTC' ? IANAZone.isValidZone(value) : false),
    'must be an IANA time zone such as Europe/Dublin',
  );

/** The shape of an ISO 4217 code; whether there is such a currency is for who takes money to ask. */
export const Currency = z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as EUR');

/** A UTC instant in ISO 8601, as we send it. */
export const Instant = z.iso.datetime({ offset: true });

/** Signs nobody sees that turn the line around or make an empty name look like one. */
const INVISIBLE = /[\u200B\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/g;

const typed = (max: number, tidy: (value: string) => string) =>
  z
    .string()
    .overwrite(tidy)
    .trim()
    .max(max, `must be at most ${max} characters`)
    .refine(
      (value) => !/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/.test(value),
      'must not contain control characters',
    );

const LINE_BREAKS = /\s*[\t\n\r\u0085\u2028\u2029]+\s*/g;
const withoutInvisible = (value: string): string => value.replaceAll(INVISIBLE, '');

/**
 * Plain text a person typed: trimmed, without invisible signs, no control characters but newline and
 * tab, at most `max` characters.
 */
export const text = (max: number) => typed(max, withoutInvisible);

/** A name: as `text`, not empty, and one line. A line break or tab in it becomes a space, as when pasted into an input. */
export const requiredText = (max: number) =>
  typed(max, (value) => withoutInvisible(value).replace(LINE_BREAKS, ' ')).min(1, 'must not be empty');

export const page = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  /** Holds the last item's sort keys, such as a name of 120 characters of any script. */
  cursor: z.string().max(2000).optional(),
});
