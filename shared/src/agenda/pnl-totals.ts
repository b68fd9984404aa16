import { convert, exact, rateFor } from './money.ts';
import { OVERLAY_KINDS, type ExchangeRate, type OverlayKind } from './overlay.schema.ts';

/** Sums of one currency, in minor units. */
export interface PnlAmounts {
  ticketsMinor: number;
  variableCostMinor: number;
  fixedCostMinor: number;
  /** Tickets less variable cost. */
  coreContribution: number;
  /** That less the fixed cost. */
  marginAfterMinimum: number;
  overlays: Record<OverlayKind, number>;
  overlay: number;
  sessionResult: number;
}

export interface PnlTotal extends PnlAmounts {
  currency: string;
}

export const noAmounts = (): PnlAmounts => ({
  ticketsMinor: 0,
  variableCostMinor: 0,
  fixedCostMinor: 0,
  coreContribution: 0,
  marginAfterMinimum: 0,
  overlays: { affiliate: 0, goods: 0, content: 0, training: 0, other: 0 },
  overlay: 0,
  sessionResult: 0,
});

type Parts = Pick<PnlAmounts, 'ticketsMinor' | 'variableCostMinor' | 'fixedCostMinor' | 'overlays'>;

/** Everything that follows from the parts, so that a sum of parts always adds up by itself. */
function amountsOf({ ticketsMinor, variableCostMinor, fixedCostMinor, overlays }: Parts): PnlAmounts {
  const coreContribution = exact(ticketsMinor - variableCostMinor);
  const marginAfterMinimum = exact(coreContribution - fixedCostMinor);
  const overlay = exact(OVERLAY_KINDS.reduce((sum, kind) => sum + overlays[kind], 0));
  return {
    ticketsMinor,
    variableCostMinor,
    fixedCostMinor,
    coreContribution,
    marginAfterMinimum,
    overlays,
    overlay,
    sessionResult: exact(marginAfterMinimum + overlay),
  };
}

const overlaysBy = (amount: (kind: OverlayKind) => number): Record<OverlayKind, number> => ({
  affiliate: amount('affiliate'),
  goods: amount('goods'),
  content: amount('content'),
  training: amount('training'),
  other: amount('other'),
});

export const addAmounts = (a: Parts, b: Parts): PnlAmounts =>
  amountsOf({
    ticketsMinor: a.ticketsMinor + b.ticketsMinor,
    variableCostMinor: a.variableCostMinor + b.variableCostMinor,
    fixedCostMinor: a.fixedCostMinor + b.fixedCostMinor,
    overlays: overlaysBy((kind) => a.overlays[kind] + b.overlays[kind]),
  });

/** Everything in one currency, and the rates it was made with. */
export interface ConvertedTotal extends PnlTotal {
  rates: ExchangeRate[];
}

/** Either one total, or the currencies for which somebody must first write a rate down. */
export type Conversion =
  { total: ConvertedTotal; missing: [] } | { total: null; missing: [string, ...string[]] };

/** Never guesses: with one rate missing there is no total at all. */
export function convertTotals(
  totals: readonly PnlTotal[],
  currency: string,
  rates: readonly ExchangeRate[],
): Conversion {
  const used: ExchangeRate[] = [];
  const missing: string[] = [];
  let sum = noAmounts();
  for (const total of totals) {
    const rate = total.currency === currency ? null : rateFor(total.currency, currency, rates);
    if (total.currency !== currency && !rate) {
      missing.push(total.currency);
      continue;
    }
    if (rate) used.push(rate);
    const into = (minor: number): number => (rate ? convert(minor, rate) : minor);
    sum = addAmounts(sum, {
      ticketsMinor: into(total.ticketsMinor),
      variableCostMinor: into(total.variableCostMinor),
      fixedCostMinor: into(total.fixedCostMinor),
      overlays: overlaysBy((kind) => into(total.overlays[kind])),
    });
  }
  const [first, ...others] = missing;
  if (first !== undefined) return { total: null, missing: [first, ...others] };
  return { total: { currency, ...sum, rates: used }, missing: [] };
}
