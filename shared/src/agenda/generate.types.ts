import type { Adjust } from '../instances/wall-clock.ts';
import type { AgendaData } from './atmosphere.schema.ts';
import type { CONFLICT_REASONS } from './generate.schema.ts';
import type { Overlay } from './overlay.schema.ts';

/** What generation reads: views of API.md satisfy these. Ids are hex, dates and times the city's wall clock. */

export interface GenerationWeek {
  id: string;
  city: { slug: string; timezone: string; currency: string };
  seasonMode: string | null;
  /** Both inclusive; null: open. */
  activeFrom: string | null;
  activeTo: string | null;
  isActive: boolean;
  data: AgendaData;
}

export interface GenerationSlot {
  id: string;
  sessionStackId: string;
  /** 0 = Sunday … 6 = Saturday. */
  weekday: number;
  startTimeLocal: string;
  /** Null, here and below: the stack's. */
  defaultDurationMin: number | null;
  capacityMin: number | null;
  capacityMax: number | null;
  sortOrder: number;
  data: AgendaData;
}

export interface GenerationStack {
  id: string;
  title: string;
  defaultDurationMin: number;
  capacityMin: number;
  capacityMax: number | null;
  costMin: number;
  priceMinor: number | null;
  variableCostMinor: number;
  /** Null: the city's. */
  currency: string | null;
  data: AgendaData;
}

/** The fields of an instance that the week decides, and that somebody may since have changed by hand. */
export interface GeneratedFields {
  status: 'scheduled' | 'cancelled';
  title: string;
  citySlug: string;
  sessionStackId: string;
  agendaWeekId: string;
  date: string;
  startTime: string;
  endTime: string;
  timezone: string;
  capacityMin: number;
  capacityMax: number | null;
  costMin: number;
  priceMinor: number | null;
  variableCostMinor: number;
  currency: string;
  data: AgendaData;
}

/** Where the generator first put it: with the source this is an instance's identity, whatever happens to it later. */
export interface GenerationKey {
  source: { kind: 'agenda-slot'; id: string };
  originDate: string;
  originStart: string;
}

export interface PlannedInstance extends GenerationKey {
  fields: GeneratedFields;
  /** UTC, ISO 8601. */
  startsAt: string;
  endsAt: string;
  adjust: Adjust;
  /** What a new one starts out with; not touched afterwards. */
  overlays: readonly Overlay[];
}

/**
 * A stored instance of one of the week's slots (or of one that is gone). `fields` are as they are now, nulls
 * included where somebody emptied them; `generated` is what the generator wrote last, null when that is unknown.
 */
export interface ExistingInstance extends GenerationKey {
  id: string;
  fields: Omit<{ [K in keyof GeneratedFields]: GeneratedFields[K] | null }, 'status' | 'data'> & {
    status: 'scheduled' | 'active' | 'completed' | 'cancelled';
    data: AgendaData;
  };
  generated: GeneratedFields | null;
  /** Seats taken, held and in line together: somebody counts on it. */
  booked: number;
}

export interface FieldChange {
  field: keyof GeneratedFields;
  from: unknown;
  to: unknown;
}

export type ConflictReason = (typeof CONFLICT_REASONS)[number];

export interface GenerationPlan<Existing extends ExistingInstance = ExistingInstance> {
  created: PlannedInstance[];
  unchanged: Existing[];
  /** To be written. Cancelled ones no longer fall on their day. */
  updated: {
    existing: Existing;
    /** What the instance becomes; `data` with what others put there. */
    fields: GeneratedFields;
    /** To be kept as what was generated. */
    generated: GeneratedFields;
    changes: FieldChange[];
  }[];
  /** Left as they are, although the week says otherwise. */
  conflicting: { existing: Existing; reason: ConflictReason; detail: string; changes: FieldChange[] }[];
}
