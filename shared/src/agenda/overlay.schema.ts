import { z } from 'zod';
import { Id, Instant, text } from '../core/schema.ts';
import { CurrencyCode, Label, Minor, SignedMinor } from './fields.schema.ts';

/** Revenue around the tickets, attached to the same session (000, Commercial rule; DESIGN §7). */

export const OVERLAY_KINDS = ['affiliate', 'goods', 'content', 'training', 'other'] as const;
export type OverlayKind = (typeof OVERLAY_KINDS)[number];

const Units = z.int('must be a whole number').min(0, 'must not be negative').max(1_000_000);

/** Hundredths of a per cent: 1250 is 12.5 %. */
const RateBps = z
  .int('must be a whole number of hundredths of a per cent')
  .min(0, 'must be from 0 to 10000')
  .max(10_000, 'must be from 0 to 10000');

/** A commission on what a partner sold: `salesMinor` × rate, rounded half up. */
const Commission = z.strictObject({ salesMinor: Minor, rateBps: RateBps });

/** Our own goods bring price less cost. Consigned ones bring our share of the price; the rest is the consignor's. */
const Goods = z.union([
  z.strictObject({ units: Units, unitPriceMinor: Minor, unitCostMinor: Minor }),
  z.strictObject({ units: Units, unitPriceMinor: Minor, consignor: Label, rateBps: RateBps }),
]);

export const Overlay = z.strictObject({
  kind: z.enum(OVERLAY_KINDS, 'must be affiliate, goods, content, training or other'),
  /** Where it comes from: the partner, the shop, the magazine. */
  source: Label,
  note: text(300).default(''),
  /** For every seat taken, the free ones included; may be negative for what it costs. */
  perSeatMinor: SignedMinor.default(0),
  fixedMinor: SignedMinor.default(0),
  commission: Commission.optional(),
  goods: Goods.optional(),
  /** The instance's own unless said. */
  currency: CurrencyCode.optional(),
});
export type Overlay = z.infer<typeof Overlay>;
export type OverlayInput = z.input<typeof Overlay>;

export const Overlays = z.array(Overlay).max(100);

/** What one unit of `from` was worth in `to`, who says so and for which day: written down, or nothing is added up. */
export const ExchangeRate = z.strictObject({
  from: CurrencyCode,
  to: CurrencyCode,
  /** Of whole units, such as 1.0842; at most 12 digits after the point. */
  rate: z
    .string()
    .regex(/^(?!0+(\.0+)?$)\d{1,12}(\.\d{1,12})?$/, 'must be a positive decimal number such as 1.0842'),
  source: Label,
  date: z.iso.date(),
});
export type ExchangeRate = z.infer<typeof ExchangeRate>;

/** A rate is never changed: what it was used for would change with it. A wrong one is struck out and written anew. */
export const ExchangeRateView = z.object({
  id: Id,
  ...ExchangeRate.shape,
  version: z.int(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type ExchangeRateView = z.output<typeof ExchangeRateView>;
