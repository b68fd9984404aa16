import { z } from 'zod';
import { Id, Instant, LocalDate, requiredText, text } from '../core/schema.ts';
import { ReservationView } from '../seats/seats.schema.ts';
import { InstanceView } from '../instances/instances.schema.ts';
import { Room, Slug, checkDates, checkOpenRecord, checkSpan, nullableText } from './fields.schema.ts';

/** Trip: a wrapper that allocates seats in existing instances. It holds no dates of its own that could differ. */

const Traveller = z.strictObject({
  name: requiredText(120),
  email: z.email('must be an e-mail address').max(200).nullable().default(null),
  phone: nullableText(40).default(null),
  notes: text(1000).default(''),
});
export type Traveller = z.infer<typeof Traveller>;

const pax = Room.max(10_000, 'must be at most 10000');

const fields = {
  title: requiredText(160),
  citySlug: Slug,
  from: LocalDate,
  to: LocalDate,
  pax,
  /** Those known by name; may be fewer than `pax`. */
  travellers: z.array(Traveller).max(1000),
  data: z.record(z.string(), z.unknown()).superRefine(checkOpenRecord(20_000)),
};

function checkTravellers(
  trip: { pax?: number | undefined; travellers?: readonly unknown[] | undefined },
  context: z.RefinementCtx,
): void {
  if (trip.pax === undefined || trip.travellers === undefined || trip.travellers.length <= trip.pax) return;
  context.addIssue({ code: 'custom', path: ['travellers'], message: 'must not be more than pax' });
}

export const TripCreate = z
  .strictObject({ ...fields, travellers: fields.travellers.default([]), data: fields.data.default({}) })
  .superRefine(checkDates('from', 'to'))
  .superRefine(checkSpan)
  .superRefine(checkTravellers);
export type TripCreate = z.infer<typeof TripCreate>;
export type TripCreateInput = z.input<typeof TripCreate>;

/** Fields that must agree are judged together where both are sent; the server judges the whole again. */
export const TripPatch = z
  .strictObject({ ...fields, travellers: z.array(Traveller).max(1000) })
  .partial()
  .superRefine(checkDates('from', 'to'))
  .superRefine(checkTravellers);
export type TripPatch = z.infer<typeof TripPatch>;

export const TripAllocate = z
  .strictObject({
    lines: z.array(z.strictObject({ instanceId: Id, seats: pax })).max(100, 'must be at most 100 lines'),
  })
  .superRefine(({ lines }, context) => {
    lines.forEach(({ instanceId }, index) => {
      if (lines.findIndex((line) => line.instanceId === instanceId) === index) return;
      context.addIssue({
        code: 'custom',
        path: ['lines', index, 'instanceId'],
        message: 'is listed twice: add the seats up',
      });
    });
  });
export type TripAllocate = z.infer<typeof TripAllocate>;

export const TRIP_STATUSES = ['planned', 'allocated', 'released'] as const;

export const TripView = z.object({
  id: Id,
  ...fields,
  status: z.enum(TRIP_STATUSES),
  /** What it has now, from the instances themselves. */
  reservations: z.array(ReservationView),
  version: z.int(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type TripView = z.output<typeof TripView>;

export const FitQuery = z
  .object({
    city: Slug,
    from: LocalDate,
    to: LocalDate,
    seats: z.coerce.number().int().min(1).max(10_000).default(1),
  })
  .superRefine(checkDates('from', 'to'))
  .superRefine(checkSpan);

/** Beside `seats-unavailable` of an allocation: every session that is too small for its line, not only the first. */
export const TripShortage = z.object({
  instanceId: Id,
  title: z.string(),
  date: LocalDate,
  startTime: z.string(),
  wanted: z.int(),
  /** The most the trip could have there: what is free and what it has already. */
  left: z.int(),
});
export type TripShortage = z.output<typeof TripShortage>;

/** An instance with room, and how far it is from its minimum: 0 when it runs already. */
export const FitItem = InstanceView.extend({
  taken: z.int(),
  held: z.int(),
  left: z.int().nullable(),
  missingToMinimum: z.int().min(0),
});
export type FitItem = z.output<typeof FitItem>;
