import { z } from 'zod';
import { AgendaData } from '../agenda/atmosphere.schema.ts';
import { Overlays } from '../agenda/overlay.schema.ts';
import { Currency, Id, Instant, LocalDate, LocalTime, TimeZone, requiredText, text } from '../core/schema.ts';

/** SessionInstance: the only dated occurrence, whichever part of the product made it (DESIGN §6). */

export const INSTANCE_STATUSES = ['scheduled', 'active', 'completed', 'cancelled'] as const;
export const INSTANCE_SOURCES = ['session', 'agenda-slot', 'training', 'manual'] as const;

const nullableText = (max: number) =>
  text(max)
    .nullable()
    .transform((value) => (value === '' ? null : value));

const seats = z.int().min(0).max(100_000);
const minor = z.int().min(0).max(1_000_000_000_000);

const editable = {
  title: requiredText(160),
  date: LocalDate,
  startTime: LocalTime,
  endTime: LocalTime,
  locationOverride: nullableText(200),
  comments: nullableText(4000),
  capacityMin: seats.nullable(),
  /** Null: no limit. */
  capacityMax: seats.nullable(),
  costMin: minor.nullable(),
  priceMinor: minor.nullable(),
  variableCostMinor: minor.nullable(),
  currency: Currency.nullable(),
};

/** For POST /api/sessions/:id/instances: times left out come from the session. */
export const InstanceCreate = z.strictObject({
  date: editable.date,
  startTime: editable.startTime.optional(),
  endTime: editable.endTime.optional(),
  locationOverride: editable.locationOverride.optional(),
  comments: editable.comments.optional(),
});
export type InstanceCreate = z.infer<typeof InstanceCreate>;

/** `overlays` and `data` are replaced as a whole. */
export const InstancePatch = z.strictObject({ ...editable, overlays: Overlays, data: AgendaData }).partial();
export type InstancePatch = z.infer<typeof InstancePatch>;

export const InstanceView = z.object({
  id: Id,
  source: z.object({ kind: z.enum(INSTANCE_SOURCES), id: Id }),
  ...editable,
  sessionId: Id.optional(),
  sessionStackId: Id.optional(),
  agendaWeekId: Id.optional(),
  agendaSlotId: Id.optional(),
  citySlug: z.string().optional(),
  /** What people call the place: the override, or else the session's own. */
  venue: z.string().nullable(),
  timezone: TimeZone,
  startsAt: Instant,
  endsAt: Instant,
  activeFrom: Instant,
  activeUntil: Instant,
  status: z.enum(INSTANCE_STATUSES),
  isActive: z.boolean(),
  isCancelled: z.boolean(),
  logCompleteDate: Instant.nullable(),
  overlays: z.array(z.unknown()),
  data: z.record(z.string(), z.unknown()),
  version: z.int(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type InstanceView = z.output<typeof InstanceView>;

export const DateWindow = z.object({ from: LocalDate.optional(), to: LocalDate.optional() });
