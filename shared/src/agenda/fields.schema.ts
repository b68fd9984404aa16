import { z } from 'zod';
import { Currency, text } from '../core/schema.ts';

/** Building blocks of the agenda's schemas. */

/** Part of a web address: lower-case words joined by hyphens. */
export const Slug = z
  .string()
  .max(80, 'must be at most 80 characters')
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens, such as silk-route');

const currencies = new Set(Intl.supportedValuesOf('currency'));

/** A currency that exists, ISO 4217. */
export const CurrencyCode = Currency.refine(
  (code) => currencies.has(code),
  'must be an ISO 4217 code such as EUR',
);

const MOST_MINOR = 1_000_000_000_000;

/** Money in minor units (cents), from 0; a currency stands beside it. */
export const Minor = z
  .int('must be a whole number of minor units')
  .min(0, 'must not be negative')
  .max(MOST_MINOR, 'is too large an amount');

/** Money that may also be owed. */
export const SignedMinor = z
  .int('must be a whole number of minor units')
  .min(-MOST_MINOR, 'is too large an amount')
  .max(MOST_MINOR, 'is too large an amount');

export const Seats = z
  .int('must be a whole number of seats')
  .min(0, 'must not be negative')
  .max(100_000, 'must be at most 100000 seats');

/** A room has at least one seat. */
export const Room = Seats.min(1, 'must be at least 1 seat');

/** A night and a day at most: an end at or before the start is the next day's. */
export const DurationMin = z
  .int('must be a whole number of minutes')
  .min(1, 'must be from 1 to 1440 minutes')
  .max(1440, 'must be from 1 to 1440 minutes');

/** Text that may be left empty, which means null. */
export const nullableText = (max: number) =>
  text(max)
    .nullable()
    .transform((value) => (value === '' ? null : value));

/** A few words, as on a label. */
export const Label = text(80).min(1, 'must not be empty');

/** Nobody's notes are nested deeper, and every store takes as much. */
const DEEPEST = 20;
/** What the store reads as something else than a name. */
const isForeignKey = (key: string): boolean => key === '_bsontype' || key.includes('\0');

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** For `superRefine`: an open record holds what can be stored and read again, and does not become a dump. */
export const checkOpenRecord =
  (maxCharacters: number) =>
  (input: object, context: z.RefinementCtx): void => {
    const refuse = (message: string): void => context.addIssue({ code: 'custom', message });
    let level: object[] = [input];
    for (let depth = 1; level.length > 0; depth++) {
      if (depth > DEEPEST) {
        refuse(`must be nested at most ${DEEPEST} deep`);
        return;
      }
      if (level.some((one) => !Array.isArray(one) && Object.keys(one).some(isForeignKey))) {
        refuse('must not have a key that is _bsontype or holds a null character');
        return;
      }
      level = level.flatMap((one) => Object.values(one).filter(isObject));
    }
    if (JSON.stringify(input).length > maxCharacters)
      refuse(`must be at most ${maxCharacters} characters of JSON`);
  };

interface CapacityRange {
  capacityMin?: number | null | undefined;
  capacityMax?: number | null | undefined;
}

/** For `superRefine`: the minimum must not be above the maximum, where both are said. */
export function checkCapacity({ capacityMin, capacityMax }: CapacityRange, context: z.RefinementCtx): void {
  if (capacityMin == null || capacityMax == null || capacityMin <= capacityMax) return;
  context.addIssue({ code: 'custom', path: ['capacityMin'], message: 'must not be above capacityMax' });
}

/** For `superRefine`: a range of local dates, both inclusive, either end open. */
export const checkDates =
  (from: string, to: string) =>
  (value: object, context: z.RefinementCtx): void => {
    const first: unknown = Reflect.get(value, from);
    const last: unknown = Reflect.get(value, to);
    if (typeof first !== 'string' || typeof last !== 'string' || first <= last) return;
    context.addIssue({ code: 'custom', path: [to], message: `must not be before ${from}` });
  };

export const DAY_SPAN_LIMIT = 366;

/** For `superRefine`: at most a year, both dates inclusive. */
export function checkSpan({ from, to }: { from: string; to: string }, context: z.RefinementCtx): void {
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000;
  if (days < DAY_SPAN_LIMIT) return;
  context.addIssue({ code: 'custom', path: ['to'], message: 'must be within a year of from' });
}
