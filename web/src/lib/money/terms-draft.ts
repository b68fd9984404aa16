import { AgendaData } from '@ensemble/shared/agenda/atmosphere.schema';
import { CurrencyCode, Label } from '@ensemble/shared/agenda/fields.schema';
import type { InstancePatch, InstanceView } from '@ensemble/shared/instances/instances.schema';
import { z } from 'zod';
import { RecordEdit } from '#lib/forms/record-edit.ts';
import { loadInstance, patchInstance } from '#lib/api/instances.ts';

/** What a session costs and what a seat is sold for, as one form. */

const amount = z.int('Write an amount, such as 12.50.').min(0, 'must not be negative').nullable();

const Step = z.object({
  label: Label,
  costMinor: z.int('Write an amount, such as 12.50.').min(0, 'must not be negative'),
  perSeats: z.int('Write a whole number of seats.').min(1, 'must be at least 1 seat'),
});

export const Terms = z.object({
  currency: z.string('Choose a currency.').pipe(CurrencyCode),
  priceMinor: amount,
  variableCostMinor: amount,
  costMin: amount,
  freePlaces: z
    .int('Write a whole number.')
    .min(0, 'must not be negative')
    .nullable()
    .transform((places) => places ?? 0),
  stepCosts: z.array(Step).max(10, 'must be at most 10 steps'),
});
export type Terms = z.output<typeof Terms>;

/** Amounts in minor units, null where nothing is typed, NaN where it is no amount. */
export interface TermsDraft {
  currency: string | null;
  priceMinor: number | null;
  variableCostMinor: number | null;
  costMin: number | null;
  freePlaces: number | null;
  stepCosts: StepDraft[];
}
export interface StepDraft {
  label: string;
  costMinor: number | null;
  perSeats: number | null;
}

export const stepCostsOf = ({ data }: Pick<InstanceView, 'data'>) => AgendaData.parse(data).stepCosts ?? [];

export function termsOf(instance: InstanceView): TermsDraft {
  const { currency, priceMinor, variableCostMinor, costMin, data } = instance;
  const { freePlaces = 0 } = AgendaData.parse(data);
  return {
    currency,
    priceMinor,
    variableCostMinor,
    costMin,
    freePlaces,
    stepCosts: stepCostsOf(instance).map((step) => ({ ...step })),
  };
}

/** Changes of the form as the API takes them: `data` goes whole, with all else that is noted there. */
export function patchOf(changes: Partial<Terms>, data: InstanceView['data']): InstancePatch {
  const { freePlaces, stepCosts, ...own } = changes;
  const noted = {
    ...(freePlaces === undefined ? {} : { freePlaces }),
    ...(stepCosts === undefined ? {} : { stepCosts }),
  };
  return Object.keys(noted).length === 0 ? own : { ...own, data: { ...data, ...noted } };
}

/** One host's changes; what others changed meanwhile is kept, in `data` too. */
export class TermsEdit extends RecordEdit<InstanceView, Terms> {
  constructor(opened: InstanceView) {
    let latest = opened;
    super(opened, termsOf, {
      patch: (changes, version) => patchInstance(opened.id, patchOf(changes, latest.data), version),
      get: async () => (latest = await loadInstance(opened.id)),
    });
  }
}
