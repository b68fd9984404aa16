import type { ExchangeRate } from '@ensemble/shared/agenda/overlay.schema';
import type { PnlGroupView } from '@ensemble/shared/agenda/pnl.schema';
import { addAmounts, noAmounts, type PnlTotal } from '@ensemble/shared/agenda/pnl-totals';

/** Sums over the sums: what stands at the foot of the table, and how its rows compare. */

export interface AllTogether {
  /** One for each currency, never added to one another. */
  totals: PnlTotal[];
  /** In the one currency asked for; null when none was, or a rate is missing. */
  converted: PnlTotal | null;
  /** Currencies without a written rate. */
  missing: string[];
  /** Rates in the sums, each once. */
  rates: ExchangeRate[];
}

export function allTogether(groups: readonly PnlGroupView[], into: string | null): AllTogether {
  const totals = new Map<string, PnlTotal>();
  const rates = new Map<string, ExchangeRate>();
  const missing = new Set<string>();
  let converted = noAmounts();
  for (const group of groups) {
    for (const total of group.totals) {
      const sum = addAmounts(totals.get(total.currency) ?? noAmounts(), total);
      totals.set(total.currency, { currency: total.currency, ...sum });
    }
    const into = group.converted;
    if (into?.total) converted = addAmounts(converted, into.total);
    for (const currency of into?.missing ?? []) missing.add(currency);
    for (const rate of [...group.rates, ...(into?.total?.rates ?? [])]) {
      rates.set(`${rate.from} ${rate.to} ${rate.date} ${rate.rate} ${rate.source}`, rate);
    }
  }
  return {
    totals: [...totals.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1)),
    converted: into === null || missing.size > 0 ? null : { currency: into, ...converted },
    missing: [...missing].sort(),
    rates: [...rates.values()],
  };
}

/** What one row shows: everything in the currency asked for, or each currency by itself. */
export const shownTotals = ({ converted, totals }: PnlGroupView): PnlTotal[] =>
  converted?.total ? [converted.total] : totals;

export const SORTS = ['name', 'result', 'people'] as const;
export type Sort = (typeof SORTS)[number];

/**
 * Sorted for reading: by name, or largest first. Results of different currencies are not compared: a row stands
 * where its first one puts it among those of the same currency.
 */
export function sortGroups(
  groups: readonly PnlGroupView[],
  sort: Sort,
  nameOf: (group: PnlGroupView) => string,
  compareNames: (a: string, b: string) => number,
): PnlGroupView[] {
  const first = (group: PnlGroupView) => shownTotals(group)[0];
  const byName = (a: PnlGroupView, b: PnlGroupView) =>
    Number(a.key === null) - Number(b.key === null) || compareNames(nameOf(a), nameOf(b));
  return [...groups].sort((a, b) => {
    if (sort === 'people') return b.pax - a.pax || byName(a, b);
    if (sort === 'name') return byName(a, b);
    const [mine, other] = [first(a), first(b)];
    if (!mine || !other) return Number(!mine) - Number(!other) || byName(a, b);
    if (mine.currency !== other.currency) return mine.currency < other.currency ? -1 : 1;
    return other.sessionResult - mine.sessionResult || byName(a, b);
  });
}

export interface Extent {
  min: number;
  max: number;
}

/** Between which results the bars of one currency lie, zero always among them. */
export function extents(groups: readonly PnlGroupView[]): Map<string, Extent> {
  const found = new Map<string, Extent>();
  for (const { currency, sessionResult } of groups.flatMap(shownTotals)) {
    const { min, max } = found.get(currency) ?? { min: 0, max: 0 };
    found.set(currency, { min: Math.min(min, sessionResult), max: Math.max(max, sessionResult) });
  }
  return found;
}
