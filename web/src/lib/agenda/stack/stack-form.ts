import { STACK_DEFAULTS, SessionStackCreate, type SessionStackView } from '@ensemble/shared/agenda';
import { z } from 'zod';
import { withoutEmptySlug } from '../city/city-form.ts';
import { dataOf, quietValues, type QuietValues } from '../quiet/quiet-data.ts';

/** Amounts are null while nothing is typed: nothing said costs nothing. */
export interface StackValues {
  title: string;
  slug: string;
  summary: string;
  experience: string | null;
  defaultDurationMin: number;
  capacityMin: number;
  capacityMax: number | null;
  costMin: number | null;
  priceMinor: number | null;
  variableCostMinor: number | null;
  /** Empty: the city's. */
  currency: string;
  data: QuietValues;
}

export const newStack = (): StackValues => ({
  title: '',
  slug: '',
  summary: '',
  experience: null,
  ...STACK_DEFAULTS,
  costMin: null,
  priceMinor: null,
  variableCostMinor: null,
  currency: '',
  data: quietValues({}),
});

export const stackValues = (stack: SessionStackView): StackValues => ({
  title: stack.title,
  slug: stack.slug,
  summary: stack.summary,
  experience: stack.experience,
  defaultDurationMin: stack.defaultDurationMin,
  capacityMin: stack.capacityMin,
  capacityMax: stack.capacityMax,
  costMin: stack.costMin,
  priceMinor: stack.priceMinor,
  variableCostMinor: stack.variableCostMinor,
  currency: stack.currency ?? '',
  data: quietValues(stack.data),
});

const tidy = (input: unknown): unknown => {
  const { data, currency, costMin, variableCostMinor, ...fields } = input as StackValues;
  return withoutEmptySlug({
    ...fields,
    costMin: costMin ?? 0,
    variableCostMinor: variableCostMinor ?? 0,
    currency: currency === '' ? null : currency,
    data: dataOf(data),
  });
};

export const StackFormSchema = z.preprocess(tidy, SessionStackCreate);
