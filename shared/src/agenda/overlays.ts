import { convert, exact, rateFor, shareOfBps } from './money.ts';
import type { ExchangeRate, Overlay, OverlayKind } from './overlay.schema.ts';

/** One source of revenue beside the tickets, as it came out. */
export interface OverlayLine {
  kind: OverlayKind;
  source: string;
  note: string;
  /** The goods were somebody else's: only our share is here. */
  consigned: boolean;
  /** As it was earned. */
  currency: string;
  perSeatMinor: number;
  fixedMinor: number;
  /** perSeatMinor × pax + fixedMinor. */
  amountMinor: number;
  /** Null when it was earned in the session's own currency, or when nobody wrote a rate down. */
  rate: ExchangeRate | null;
  /** In the session's currency; null without a rate: it is then shown, and added to nothing. */
  convertedMinor: number | null;
}

/** Beside the amounts per seat: what it brings however many come. */
export function fixedAmountOf({ fixedMinor, commission, goods }: Overlay): number {
  const fromSales = commission ? shareOfBps(commission.salesMinor, commission.rateBps) : 0;
  return exact(fixedMinor + fromSales + (goods ? goodsMargin(goods) : 0));
}

function goodsMargin(goods: NonNullable<Overlay['goods']>): number {
  if ('rateBps' in goods) return shareOfBps(exact(goods.units * goods.unitPriceMinor), goods.rateBps);
  return goods.units * (goods.unitPriceMinor - goods.unitCostMinor);
}

export interface OverlaySums {
  lines: OverlayLine[];
  /** In the session's currency: what break-even counts with. */
  perSeatMinor: number;
  fixedMinor: number;
}

export function sumOverlays(
  overlays: readonly Overlay[],
  pax: number,
  currency: string,
  rates: readonly ExchangeRate[],
): OverlaySums {
  const sums: OverlaySums = { lines: [], perSeatMinor: 0, fixedMinor: 0 };
  for (const overlay of overlays) {
    const own = overlay.currency ?? currency;
    const rate = own === currency ? null : rateFor(own, currency, rates);
    const fixedMinor = fixedAmountOf(overlay);
    const isCounted = own === currency || rate !== null;
    const inOurs = (minor: number): number => (rate ? convert(minor, rate) : minor);
    const [perSeat, fixed] = [inOurs(overlay.perSeatMinor), inOurs(fixedMinor)];
    sums.lines.push({
      kind: overlay.kind,
      source: overlay.source,
      note: overlay.note,
      consigned: overlay.goods !== undefined && 'rateBps' in overlay.goods,
      currency: own,
      perSeatMinor: overlay.perSeatMinor,
      fixedMinor,
      amountMinor: exact(overlay.perSeatMinor * pax + fixedMinor),
      rate,
      convertedMinor: isCounted ? exact(perSeat * pax + fixed) : null,
    });
    if (!isCounted) continue;
    sums.perSeatMinor += perSeat;
    sums.fixedMinor = exact(sums.fixedMinor + fixed);
  }
  return sums;
}
