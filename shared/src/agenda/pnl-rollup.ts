import type { ExchangeRate } from './overlay.schema.ts';
import type { InstancePnl } from './pnl-instance.ts';
import { type PnlShare, type RollUpBy, sharesOf } from './pnl-shares.ts';
import { addAmounts, type Conversion, convertTotals, noAmounts, type PnlTotal } from './pnl-totals.ts';

export interface PnlGroup {
  /** A city's slug, `2026-W31`, or an id; null for what has none. */
  key: string | null;
  /** Instances that have a part in it. */
  instances: number;
  pax: number;
  /** One for each currency, never added to one another. */
  totals: PnlTotal[];
  /** The rates by which money earned beside the tickets is in these totals already. */
  rates: ExchangeRate[];
  /** In the currency that was asked for; null when none was. */
  converted: Conversion | null;
}

export interface RollUpOptions {
  /** To see one sum as well, by these rates and no others. */
  into?: { currency: string; rates: readonly ExchangeRate[] };
}

interface Sum {
  instances: number;
  pax: number;
  totals: Map<string, PnlTotal>;
  rates: Map<string, ExchangeRate>;
}

const noSum = (): Sum => ({
  instances: 0,
  pax: 0,
  totals: new Map<string, PnlTotal>(),
  rates: new Map<string, ExchangeRate>(),
});

/** A cancelled session earned nothing and is in no sum. */
const counts = ({ instance }: InstancePnl): boolean => instance.status !== 'cancelled';

/** Sums by group, in order of key (null last). Cancelled instances are left out. */
export function rollUp(rows: readonly InstancePnl[], by: RollUpBy, options: RollUpOptions = {}): PnlGroup[] {
  const groups = new Map<string | null, Sum>();
  for (const row of rows.filter(counts)) {
    for (const share of sharesOf(row, by)) {
      const group: Sum = groups.get(share.key) ?? noSum();
      group.instances += 1;
      group.pax += share.pax;
      for (const total of share.totals) {
        const { currency } = total;
        const sum = addAmounts(group.totals.get(currency) ?? noAmounts(), total);
        group.totals.set(currency, { currency, ...sum });
      }
      for (const { rate } of row.overlays) {
        if (rate) group.rates.set(`${rate.from} ${rate.to} ${rate.date} ${rate.rate} ${rate.source}`, rate);
      }
      groups.set(share.key, group);
    }
  }
  return [...groups]
    .sort(([a], [b]) => (a === b ? 0 : a === null ? 1 : b === null ? -1 : a < b ? -1 : 1))
    .map(([key, { instances, pax, totals, rates }]) => {
      const sums = [...totals.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1));
      const { into } = options;
      const converted = into ? convertTotals(sums, into.currency, into.rates) : null;
      return { key, instances, pax, totals: sums, rates: [...rates.values()], converted };
    });
}

/** A session and its part in a group; by trip that part is less than the whole. */
export interface SessionInGroup {
  session: InstancePnl;
  share: PnlShare;
}

/** The sessions whose shares one group adds up, in the order given. */
export const sessionsOfGroup = (
  rows: readonly InstancePnl[],
  by: RollUpBy,
  key: string | null,
): SessionInGroup[] =>
  rows.filter(counts).flatMap((session) => {
    const share = sharesOf(session, by).find((one) => one.key === key);
    return share ? [{ session, share }] : [];
  });
