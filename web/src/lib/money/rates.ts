import { ExchangeRate, type ExchangeRateView } from '@ensemble/shared/agenda/overlay.schema';
import { rateFor } from '@ensemble/shared/agenda/money';
import { z } from 'zod';

/** Ids of the rates that sums are made with: of each pair the latest. */
export function inUse(rates: readonly ExchangeRateView[]): Set<string> {
  const used = rates.map(({ from, to }) => rateFor(from, to, rates));
  return new Set(rates.filter((rate) => used.includes(rate)).map(({ id }) => id));
}

export interface RateDraft {
  from: string | null;
  to: string | null;
  rate: string;
  source: string;
  date: string | null;
}

/** A comma is a point too. */
const decimal = (text: unknown): unknown => (typeof text === 'string' ? text.trim().replace(',', '.') : text);

export const RateSchema: z.ZodType<ExchangeRate> = z
  .preprocess(
    (draft) => {
      const { from, to, rate, source, date } = draft as RateDraft;
      return { from: from ?? '', to: to ?? '', rate: decimal(rate), source, date: date ?? '' };
    },
    z.object({
      ...ExchangeRate.shape,
      from: z.string().min(1, 'Choose a currency.').pipe(ExchangeRate.shape.from),
      to: z.string().min(1, 'Choose a currency.').pipe(ExchangeRate.shape.to),
      date: z.string().min(1, 'Say for which day.').pipe(ExchangeRate.shape.date),
    }),
  )
  .refine(({ from, to }) => from !== to, { path: ['to'], message: 'Choose another currency.' });
