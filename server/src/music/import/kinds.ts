import { z } from 'zod';
import { abcKey, typeOf } from '@ensemble/shared/music/tunes';

/** The kinds of file in the dump, told apart by their columns: the file's name may lie. */

const id = z
  .string()
  .trim()
  .regex(/^\d{1,9}$/, 'is not a number')
  .transform(Number)
  .refine((value) => value > 0, 'is not a number above 0');
const optionalId = z
  .string()
  .trim()
  .transform((value) => (/^[1-9]\d{0,8}$/.test(value) ? Number(value) : null));
const wholeNumber = z
  .string()
  .trim()
  .regex(/^\d{1,9}$/, 'is not a number')
  .transform(Number);

const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/g;
const oneLine = (value: string): string => value.replace(/\s+/g, ' ').replace(CONTROL, '').trim();

const name = (max = 300) =>
  z
    .string()
    .transform(oneLine)
    .pipe(z.string().min(1, 'is empty').max(max, `is longer than ${max} characters`));
const optional = z
  .string()
  .default('')
  .transform((value) => oneLine(value).slice(0, 500) || null);
const degrees = (limit: number) =>
  z
    .string()
    .default('')
    .transform((value) => (value.trim() === '' ? null : Number(value)))
    .refine((value) => value === null || Math.abs(value) <= limit, `is not between -${limit} and ${limit}`);

/** `YYYY-MM-DD HH:MM:SS`; anything else (the dump has 0000-00-00) is no date. */
function instant(value: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2})?)?$/.test(value.trim())) return null;
  const date = new Date(`${value.trim().slice(0, 10)}T${value.trim().slice(11) || '00:00:00'}Z`);
  return Number.isNaN(date.getTime()) ? null : date;
}
const optionalDate = z.string().default('').transform(instant);
const wallClock = z.string().transform((value, context) => {
  const date = instant(value);
  if (date !== null) return date.toISOString().slice(0, 19);
  context.addIssue({ code: 'custom', message: 'is not a date and time' });
  return z.NEVER;
});

const type = z
  .string()
  .default('')
  .transform((value) => typeOf(value) ?? (oneLine(value).toLowerCase() || null));
const mode = z
  .string()
  .default('')
  .transform((value) => abcKey(value.trim() || null));
const meter = optional.transform((value) =>
  value !== null && /^(?:\d{1,2}\/\d{1,2}|C\|?)$/.test(value) ? value : null,
);
const abc = z
  .string()
  .max(100_000, 'is longer than 100000 characters')
  .transform((value) => value.replace(/\r\n?/g, '\n').replace(CONTROL, '').trim());

const place = {
  address: optional,
  town: optional,
  area: optional,
  country: optional,
  latitude: degrees(90),
  longitude: degrees(180),
};

export const SCHEMAS = {
  sets: z.object({
    tuneset: id,
    settingorder: wholeNumber,
    name: name(),
    tune_id: id,
    setting_id: optionalId,
    type,
    mode,
    username: optional,
    date: optionalDate,
  }),
  tunes: z.object({
    tune_id: id,
    setting_id: id,
    name: name(),
    type,
    meter,
    mode,
    abc,
    date: optionalDate,
    username: optional,
    composer: optional,
  }),
  aliases: z.object({ tune_id: id, alias: name(), name: name() }),
  tune_popularity: z.object({ tune_id: id, name: name(), tunebooks: wholeNumber }),
  recordings: z.object({
    id,
    artist: name(),
    recording: name(),
    track: wholeNumber,
    number: wholeNumber,
    tune: name(),
    tune_id: optionalId,
  }),
  events: z
    .object({ id, event: name(), dtstart: wallClock, dtend: wallClock, venue: optional, ...place })
    .refine((event) => event.dtend >= event.dtstart, { path: ['dtend'], message: 'is before dtstart' }),
  sessions: z.object({ id, name: name(), ...place, date: optionalDate }),
} as const;

export type Kind = keyof typeof SCHEMAS;
export type Row<Each extends Kind> = z.output<(typeof SCHEMAS)[Each]>;

/** What a file must have to be of a kind; more telling kinds first. */
const TELLING: readonly [Kind, readonly string[]][] = [
  ['sets', ['tuneset', 'settingorder', 'tune_id']],
  ['tunes', ['tune_id', 'setting_id', 'abc']],
  ['aliases', ['tune_id', 'alias', 'name']],
  ['tune_popularity', ['tune_id', 'tunebooks', 'name']],
  ['recordings', ['id', 'artist', 'recording', 'track', 'tune']],
  ['events', ['id', 'event', 'dtstart', 'dtend']],
  ['sessions', ['id', 'name', 'latitude', 'longitude', 'country']],
];

export function kindOf(columns: readonly string[]): Kind | null {
  const found = TELLING.find(([, needed]) => needed.every((column) => columns.includes(column)));
  return found?.[0] ?? null;
}
