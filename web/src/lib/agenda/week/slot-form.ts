import { AgendaSlotCreate, AgendaWeekCreate } from '@ensemble/shared/agenda';
import { z } from 'zod';
import { dataOf, quietValues, type QuietValues } from '../quiet/quiet-data.ts';
import type { SlotFields, WeekFields } from './week-fields.ts';

/** Slots and weeks as their forms hold them; what is left empty is the stack's, or not said. */

export type SlotValues = Omit<SlotFields, 'data'> & { data: QuietValues };

export const slotValues = ({ data, ...fields }: SlotFields): SlotValues => ({
  ...fields,
  data: quietValues(data),
});

export const SlotFormSchema = z.preprocess((input) => {
  const { data, ...fields } = input as SlotValues;
  return { ...fields, data: dataOf(data) };
}, AgendaSlotCreate);

export type WeekValues = Omit<WeekFields, 'data'> & { citySlug: string; data: QuietValues };

export const weekValues = (citySlug: string, { data, ...fields }: WeekFields): WeekValues => ({
  citySlug,
  ...fields,
  data: quietValues(data),
});

export const WeekFormSchema = z.preprocess((input) => {
  const { data, seasonMode, ...fields } = input as WeekValues;
  return { ...fields, seasonMode: seasonMode === '' ? null : seasonMode, data: dataOf(data) };
}, AgendaWeekCreate);
