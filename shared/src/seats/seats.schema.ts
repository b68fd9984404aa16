import { z } from 'zod';
import { Id, Instant, requiredText } from '../core/schema.ts';
import { INSTANCE_STATUSES } from '../instances/instances.schema.ts';
import { RESERVATION_STATES } from './states.ts';

/** Reservations of an instance and the counts that follow from them (API.md, Agenda). */

export const RESERVATION_KINDS = ['trip', 'fit', 'member', 'invited'] as const;
export type ReservationKind = (typeof RESERVATION_KINDS)[number];

export const DEFAULT_HOLD_MINUTES = 15;
export const MAX_HOLD_MINUTES = 60;

const seats = z
  .int('must be a whole number of seats')
  .min(1, 'must be at least 1 seat')
  .max(100_000, 'must be at most 100000 seats');

const holdMinutes = z
  .int('must be a whole number of minutes')
  .min(1, 'must be from 1 to 60 minutes')
  .max(MAX_HOLD_MINUTES, 'must be from 1 to 60 minutes');

const fields = {
  kind: z.enum(RESERVATION_KINDS, 'must be trip, fit, member or invited'),
  seats,
  partyName: requiredText(120),
};

/** For POST /api/instances/:id/reservations. Without `hold` it is confirmed at once; guests always hold. */
export const ReservationCreate = z.strictObject({
  ...fields,
  hold: z.boolean().default(false),
  holdMinutes: holdMinutes.default(DEFAULT_HOLD_MINUTES),
  /** When the seats are gone: join the line instead of being refused. */
  waitlist: z.boolean().default(false),
  tripId: Id.optional(),
});
export type ReservationCreate = z.infer<typeof ReservationCreate>;
export type ReservationCreateInput = z.input<typeof ReservationCreate>;

export const ReservationPatch = z.strictObject({ seats, partyName: fields.partyName }).partial();
export type ReservationPatch = z.infer<typeof ReservationPatch>;

export const ReservationMove = z.strictObject({ instanceId: Id });
export type ReservationMove = z.infer<typeof ReservationMove>;

export const ReservationView = z.object({
  id: Id,
  instanceId: Id,
  ...fields,
  state: z.enum(RESERVATION_STATES),
  /** Until when the seats are kept for it, while it is held; else null. */
  holdUntil: Instant.nullable(),
  /** For one seat, as it was when it was booked; null when no price was set. */
  priceMinor: z.int().min(0).nullable(),
  /** Place in the line, from 1; only while it is waitlisted. */
  position: z.int().min(1).optional(),
  /** When it waited in line and these seats became free for it; only while they are held. */
  offeredAt: Instant.optional(),
  tripId: Id.optional(),
});
export type ReservationView = z.output<typeof ReservationView>;

const count = z.int().min(0);

/** Also the `seats` push of `/live`. */
export const SeatCountsView = z.object({
  instanceId: Id,
  version: z.int(),
  capacityMin: count.nullable(),
  /** Null: no limit, and then `left` is null too. */
  capacityMax: count.nullable(),
  /** Seats of confirmed, checked-in and no-show parties. */
  taken: count,
  /** Seats of holds that have not lapsed. */
  held: count,
  left: count.nullable(),
  /** Seats of the parties in line. */
  waitlisted: count,
  status: z.enum(INSTANCE_STATUSES),
});
export type SeatCountsView = z.output<typeof SeatCountsView>;
