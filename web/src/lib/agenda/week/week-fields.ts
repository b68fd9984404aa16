import type {
  AgendaSlotCreate,
  AgendaSlotView,
  AgendaWeekCreate,
  AgendaWeekView,
  SessionStackView,
} from '@ensemble/shared/agenda';
import { AgendaSlotView as SlotSchema, AgendaWeekView as WeekSchema } from '@ensemble/shared/agenda';
import { api } from '#lib/api/client.ts';
import type { RecordStore } from './saved-record.svelte.ts';

/** Weeks and slots as they are changed, and how they reach the store. */

export type SlotFields = AgendaSlotCreate;
export type WeekFields = Omit<AgendaWeekCreate, 'citySlug'>;

export const slotFields = (view: AgendaSlotView): SlotFields => ({
  sessionStackId: view.sessionStackId,
  weekday: view.weekday,
  startTimeLocal: view.startTimeLocal,
  defaultDurationMin: view.defaultDurationMin,
  capacityMin: view.capacityMin,
  capacityMax: view.capacityMax,
  sortOrder: view.sortOrder,
  data: view.data,
});

export const weekFields = (view: AgendaWeekView): WeekFields => ({
  title: view.title,
  summary: view.summary,
  seasonMode: view.seasonMode,
  activeFrom: view.activeFrom,
  activeTo: view.activeTo,
  isActive: view.isActive,
  horizonDays: view.horizonDays,
  data: view.data,
});

export function slotStore(weekId: string): RecordStore<AgendaSlotView, SlotFields> {
  const address = `/api/agenda/weeks/${weekId}/slots`;
  return {
    create: (fields, key) => api().post(SlotSchema, address, fields, { idempotencyKey: key }),
    patch: (id, changes, version) =>
      api().patch(SlotSchema, `${address}/${id}`, changes, { ifMatch: version }),
    get: (id) => api().get(SlotSchema, `${address}/${id}`),
    fieldsOf: slotFields,
  };
}

export const weekStore: RecordStore<AgendaWeekView, WeekFields> = {
  create: () => Promise.reject(new Error('a week is made by its own form')),
  patch: (id, changes, version) =>
    api().patch(WeekSchema, `/api/agenda/weeks/${id}`, changes, { ifMatch: version }),
  get: (id) => api().get(WeekSchema, `/api/agenda/weeks/${id}`),
  fieldsOf: weekFields,
};

/** What a slot comes to, with its stack where it says nothing itself. */
export interface SlotTerms {
  title: string;
  lasts: number;
  capacityMin: number;
  capacityMax: number | null;
}

export function termsOf(slot: SlotFields, stack: SessionStackView | undefined): SlotTerms {
  const capacityMax = slot.capacityMax ?? stack?.capacityMax ?? null;
  const capacityMin = slot.capacityMin ?? stack?.capacityMin ?? 0;
  return {
    title: stack?.title ?? 'A session that is gone',
    lasts: slot.defaultDurationMin ?? stack?.defaultDurationMin ?? 60,
    // A small room takes less than the usual minimum: it then runs when it is full.
    capacityMin: capacityMax === null ? capacityMin : Math.min(capacityMin, capacityMax),
    capacityMax,
  };
}
