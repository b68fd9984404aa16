import { z } from 'zod';
import { Id, Instant, requiredText, text } from '../core/schema.ts';

/** Who comes to a session: its members, and people without an account that somebody wrote down. */
export const ATTENDANCE_STATUSES = ['yes', 'maybe', 'no', 'attended'] as const;

const Instrument = text(60)
  .nullable()
  .transform((value) => (value === '' ? null : value));
const fields = { name: requiredText(80), instruments: z.array(requiredText(60)).max(20) };

export const PersonCreate = z.strictObject({
  sessionId: Id,
  name: fields.name,
  instruments: fields.instruments.default([]),
});
export const PersonPatch = z.strictObject(fields).partial();

export const PersonView = z.object({
  /** A member's is their user id. */
  id: Id,
  sessionId: Id,
  ...fields,
  /** Null for somebody without an account. */
  userId: Id.nullable(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type PersonView = z.output<typeof PersonView>;

export const AttendanceInput = z.strictObject({
  status: z.enum(ATTENDANCE_STATUSES),
  instrument: Instrument.optional(),
});

export const AttendanceView = z.object({
  personId: Id,
  name: z.string(),
  /** Null: they have not said. */
  status: z.enum(ATTENDANCE_STATUSES).nullable(),
  instrument: z.string().nullable(),
  updatedAt: Instant.nullable(),
});
export type AttendanceView = z.output<typeof AttendanceView>;
