import { z } from 'zod';
import { Id, Instant, requiredText, text } from '../core/schema.ts';
import { CurrencyCode, Label, Minor, Room } from './fields.schema.ts';

/** Offer: a priced snapshot that expires. Order: what was agreed, whose lines never change. */

const Line = z.strictObject({
  instanceId: Id.nullable().default(null),
  label: requiredText(200),
  seats: Room,
  /** For one seat. */
  priceMinor: Minor,
});

const LineView = z.object({
  instanceId: Id.nullable(),
  label: z.string(),
  seats: z.int(),
  priceMinor: z.int(),
  /** seats × priceMinor */
  totalMinor: z.int(),
});

const lines = z.array(Line).min(1, 'must have at least one line').max(100, 'must be at most 100 lines');

export const OfferCreate = z.strictObject({
  title: text(160).default(''),
  tripId: Id.nullable().default(null),
  customerName: text(120).default(''),
  lines,
  expiresAt: Instant,
  currency: CurrencyCode,
});
export type OfferCreate = z.infer<typeof OfferCreate>;
export type OfferCreateInput = z.input<typeof OfferCreate>;

/** The lines of an offer are its snapshot: another price is another offer. */
export const OfferPatch = z
  .strictObject({ title: text(160), customerName: text(120), expiresAt: Instant })
  .partial();
export type OfferPatch = z.infer<typeof OfferPatch>;

export const OFFER_STATUSES = ['open', 'accepted', 'expired', 'withdrawn'] as const;
export const ORDER_STATUSES = ['open', 'cancelled'] as const;

const shared = {
  tripId: Id.nullable(),
  customerName: z.string(),
  lines: z.array(LineView),
  totalMinor: z.int(),
  currency: CurrencyCode,
  version: z.int(),
  createdAt: Instant,
  updatedAt: Instant,
};

export const OfferView = z.object({
  id: Id,
  title: z.string(),
  ...shared,
  expiresAt: Instant,
  status: z.enum(OFFER_STATUSES),
  orderId: Id.nullable(),
});
export type OfferView = z.output<typeof OfferView>;

export const OrderCancel = z.strictObject({ reason: Label });

export const OrderView = z.object({
  id: Id,
  /** Such as `2026-000017`: rises by one, never used again. */
  number: z.string(),
  offerId: Id.nullable(),
  ...shared,
  status: z.enum(ORDER_STATUSES),
  /** Its own record beside the lines, which stay as they were. */
  cancellation: z.object({ at: Instant, reason: z.string(), byUserId: Id.nullable() }).nullable(),
});
export type OrderView = z.output<typeof OrderView>;

/** The lines with their totals, and the sum. Throws `RangeError` beyond what a number counts exactly. */
export function priceLines(items: readonly z.infer<typeof Line>[]): {
  lines: z.infer<typeof LineView>[];
  totalMinor: number;
} {
  const priced = items.map((line) => ({ ...line, totalMinor: line.seats * line.priceMinor }));
  const totalMinor = priced.reduce((sum, line) => sum + line.totalMinor, 0);
  if (!Number.isSafeInteger(totalMinor)) throw new RangeError('the total is too large an amount');
  return { lines: priced, totalMinor };
}

/** Whether it can still be accepted, as of `nowMs`: nobody needs to have swept. */
export const offerStatusAt = (
  offer: { status: (typeof OFFER_STATUSES)[number]; expiresAt: string },
  nowMs: number,
): (typeof OFFER_STATUSES)[number] =>
  offer.status === 'open' && nowMs >= Date.parse(offer.expiresAt) ? 'expired' : offer.status;

/** `2026-000017`. `year` is the city's own at the moment of the order; `serial` counts from 1 within it. */
export const orderNumber = (year: number, serial: number): string =>
  `${year}-${String(serial).padStart(6, '0')}`;
