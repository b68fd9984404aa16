import { z } from 'zod';
import { Id, Instant, LocalDate, LocalTime, requiredText, text } from '../core/schema.ts';
import { Weekday } from '../instances/recurrence.schema.ts';
import { AgendaData } from './atmosphere.schema.ts';
import { DurationMin, Label, Room, Seats, Slug, checkCapacity, checkDates } from './fields.schema.ts';

/** CityAgendaWeek: the recurring pulse of a city. CityAgendaSlot: one recurring place in it. */

const weekFields = {
  citySlug: Slug,
  title: requiredText(160),
  summary: text(2000),
  /** `spring` … `year-round`, or the city's own word; null lets the date speak. */
  seasonMode: Label.nullable(),
  /** Local dates of the city, both inclusive; null: open. */
  activeFrom: LocalDate.nullable(),
  activeTo: LocalDate.nullable(),
  isActive: z.boolean(),
  data: AgendaData,
};

export const AgendaWeekCreate = z
  .strictObject({
    citySlug: weekFields.citySlug,
    title: weekFields.title,
    summary: weekFields.summary.default(''),
    seasonMode: weekFields.seasonMode.default(null),
    activeFrom: weekFields.activeFrom.default(null),
    activeTo: weekFields.activeTo.default(null),
    isActive: weekFields.isActive.default(true),
    data: weekFields.data.default({}),
  })
  .superRefine(checkDates('activeFrom', 'activeTo'));
export type AgendaWeekCreate = z.infer<typeof AgendaWeekCreate>;
export type AgendaWeekCreateInput = z.input<typeof AgendaWeekCreate>;

export const AgendaWeekPatch = z
  .strictObject(weekFields)
  .partial()
  .superRefine(checkDates('activeFrom', 'activeTo'));
export type AgendaWeekPatch = z.infer<typeof AgendaWeekPatch>;

const stored = { version: z.int(), createdAt: Instant, updatedAt: Instant };

export const AgendaWeekView = z.object({ id: Id, ...weekFields, ...stored });
export type AgendaWeekView = z.output<typeof AgendaWeekView>;

const slotFields = {
  sessionStackId: Id,
  weekday: Weekday,
  startTimeLocal: LocalTime,
  /** Null, here and below: the stack's. */
  defaultDurationMin: DurationMin.nullable(),
  capacityMin: Seats.nullable(),
  capacityMax: Room.nullable(),
  sortOrder: z.int().min(-1_000_000).max(1_000_000),
  data: AgendaData,
};

export const AgendaSlotCreate = z
  .strictObject({
    sessionStackId: slotFields.sessionStackId,
    weekday: slotFields.weekday,
    startTimeLocal: slotFields.startTimeLocal,
    defaultDurationMin: slotFields.defaultDurationMin.default(null),
    capacityMin: slotFields.capacityMin.default(null),
    capacityMax: slotFields.capacityMax.default(null),
    sortOrder: slotFields.sortOrder.default(0),
    data: slotFields.data.default({}),
  })
  .superRefine(checkCapacity);
export type AgendaSlotCreate = z.infer<typeof AgendaSlotCreate>;
export type AgendaSlotCreateInput = z.input<typeof AgendaSlotCreate>;

export const AgendaSlotPatch = z.strictObject(slotFields).partial().superRefine(checkCapacity);
export type AgendaSlotPatch = z.infer<typeof AgendaSlotPatch>;

export const AgendaSlotView = z.object({ id: Id, agendaWeekId: Id, ...slotFields, ...stored });
export type AgendaSlotView = z.output<typeof AgendaSlotView>;
