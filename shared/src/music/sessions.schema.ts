import { z } from 'zod';
import { Id, Instant, LocalDate, LocalTime, TimeZone, requiredText, text } from '../core/schema.ts';
import { Recurrence } from '../instances/recurrence.schema.ts';
import { SessionRoleName } from '../accounts/accounts.schema.ts';
import { isReservedPath } from './session-path.ts';

/** The music session of the source document (003), field by field, in camelCase. */

const optionalText = (max: number) =>
  text(max)
    .nullable()
    .transform((value) => (value === '' ? null : value));

export const SESSION_TYPES = ['regular', 'class'] as const;

export const SessionPath = z
  .string()
  .max(120)
  .regex(
    /^[a-z0-9]+(-[a-z0-9]+)*(\/[a-z0-9]+(-[a-z0-9]+)*){0,3}$/,
    'must be lower-case words joined by hyphens, with / between parts, such as austin/mueller',
  )
  .refine((value) => !isReservedPath(value), 'is one of our own addresses');

/** A web address that is safe to put in a link: http and https only. */
const WebAddress = z
  .string()
  .trim()
  .max(300)
  .refine(
    (value) => value === '' || /^https?:\/\/[^\s]+$/.test(value),
    'must be a web address starting with https:// or http://',
  )
  .nullable()
  .transform((value) => (value === '' ? null : value));

const bufferMinutes = z
  .int()
  .min(0)
  .max(24 * 60);

const fields = {
  name: requiredText(120),
  path: SessionPath,
  locationName: optionalText(120),
  locationStreet: optionalText(200),
  locationWebsite: WebAddress,
  locationPhone: optionalText(40),
  city: optionalText(80),
  state: optionalText(80),
  country: optionalText(80),
  timezone: TimeZone,
  recurrence: Recurrence.nullable(),
  defaultStartTime: LocalTime.nullable(),
  defaultEndTime: LocalTime.nullable(),
  sessionType: z.enum(SESSION_TYPES),
  activeBufferMinutesBefore: bufferMinutes,
  activeBufferMinutesAfter: bufferMinutes,
  autoCreateInstances: z.boolean(),
  autoCreateHoursAhead: z.int().min(1).max(168),
  publicLog: z.boolean(),
};

/** Without a path the server makes one of the city and the name. */
export const SessionCreate = z.strictObject({
  name: fields.name,
  path: fields.path.optional(),
  locationName: fields.locationName.default(null),
  locationStreet: fields.locationStreet.default(null),
  locationWebsite: fields.locationWebsite.default(null),
  locationPhone: fields.locationPhone.default(null),
  city: fields.city.default(null),
  state: fields.state.default(null),
  country: fields.country.default(null),
  timezone: fields.timezone.default('UTC'),
  recurrence: fields.recurrence.default(null),
  defaultStartTime: fields.defaultStartTime.default(null),
  defaultEndTime: fields.defaultEndTime.default(null),
  sessionType: fields.sessionType.default('regular'),
  activeBufferMinutesBefore: fields.activeBufferMinutesBefore.default(60),
  activeBufferMinutesAfter: fields.activeBufferMinutesAfter.default(60),
  autoCreateInstances: fields.autoCreateInstances.default(false),
  autoCreateHoursAhead: fields.autoCreateHoursAhead.default(24),
  publicLog: fields.publicLog.default(false),
});
export type SessionCreate = z.infer<typeof SessionCreate>;
export type SessionCreateInput = z.input<typeof SessionCreate>;

/** No defaults here: a field that is not sent stays as it is. */
export const SessionPatch = z.strictObject(fields).partial();
export type SessionPatch = z.infer<typeof SessionPatch>;

export const SessionView = z.object({
  id: Id,
  ...fields,
  locationWebsite: z.string().nullable(),
  ownerId: Id.nullable(),
  version: z.int(),
  createdAt: Instant,
  updatedAt: Instant,
  /** The recurrence in words, such as "First and third Tuesday, 20:00 in Austin"; null without one. */
  schedule: z.string().nullable(),
  myRole: SessionRoleName.nullable(),
  may: z.object({ read: z.boolean(), log: z.boolean(), manage: z.boolean() }),
});
export type SessionView = z.output<typeof SessionView>;

export const OccurrenceView = z.object({
  date: LocalDate,
  startTime: LocalTime,
  startsAt: Instant,
  endsAt: Instant,
  adjust: z.enum(['gap', 'overlap']).nullable(),
});
export type OccurrenceView = z.infer<typeof OccurrenceView>;
