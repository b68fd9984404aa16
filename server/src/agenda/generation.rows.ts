import type { ExistingInstance, GeneratedFields } from '@ensemble/shared/agenda';
import type { GeneratedInstance, InstanceRow } from '../instances/index.ts';
import { bookedSeats, type Reservation } from './bookings.ts';

/** Between the stored instance and what the planner reads and writes of it. */

export interface StoredInstance extends ExistingInstance {
  row: InstanceRow;
}

export const existingOf = (row: InstanceRow, reservations: readonly Reservation[]): StoredInstance => ({
  id: row._id.toHexString(),
  source: { kind: 'agenda-slot', id: row.source.id.toHexString() },
  originDate: row.originDate,
  originStart: row.originStart,
  fields: {
    status: row.status,
    title: row.title,
    citySlug: row.citySlug ?? null,
    sessionStackId: row.sessionStackId ?? null,
    agendaWeekId: row.agendaWeekId ?? null,
    date: row.date,
    startTime: row.startTime,
    endTime: row.endTime,
    timezone: row.timezone,
    capacityMin: row.capacityMin,
    capacityMax: row.capacityMax,
    costMin: row.costMin,
    priceMinor: row.priceMinor,
    variableCostMinor: row.variableCostMinor,
    currency: row.currency,
    data: row.data,
  },
  generated: (row.generated as GeneratedFields | undefined) ?? null,
  booked: bookedSeats(reservations),
  row,
});

/** What is written for `fields`, beside the snapshot of what was generated. */
export const writtenOf = (
  { status, ...fields }: GeneratedFields,
  generated: GeneratedFields,
): GeneratedInstance => ({
  ...fields,
  cancelled: status === 'cancelled',
  generated: { ...generated },
});
