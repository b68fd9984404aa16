import { isoWeekOf } from './iso-week.ts';
import { shareOut } from './money.ts';
import type { OverlayKind } from './overlay.schema.ts';
import type { InstancePnl } from './pnl-instance.ts';
import { addAmounts, noAmounts, type PnlTotal } from './pnl-totals.ts';

/** `week` is the calendar's, Monday to Sunday, by the local date; `agendaWeek` the plan it was generated from. */
export const ROLL_UP_BY = ['city', 'week', 'agendaWeek', 'stack', 'guide', 'trip'] as const;
export type RollUpBy = (typeof ROLL_UP_BY)[number];

/** What one session brings to one group. */
export interface PnlShare {
  /** A city's slug, `2026-W31`, or an id; null for what has none. */
  key: string | null;
  pax: number;
  /** One for each currency, the session's own first. */
  totals: PnlTotal[];
}

/**
 * The whole session for its one group; by trip, its fixed cost and overlays shared out by people, so that the
 * trips and the rest together are the session to the cent.
 */
export const sharesOf = (row: InstancePnl, by: RollUpBy): PnlShare[] =>
  by === 'trip' ? sharesByTrip(row) : [wholeOf(row, by)];

const keyOf: Record<Exclude<RollUpBy, 'trip'>, (row: InstancePnl) => string | null> = {
  city: ({ instance }) => instance.citySlug,
  week: ({ instance }) => isoWeekOf(instance.date),
  agendaWeek: ({ instance }) => instance.agendaWeekId,
  stack: ({ instance }) => instance.sessionStackId,
  guide: ({ instance }) => instance.guidePrimaryId,
};

const wholeOf = (row: InstancePnl, by: Exclude<RollUpBy, 'trip'>): PnlShare => ({
  key: keyOf[by](row),
  pax: row.pax,
  totals: totalsOf(row),
});

/** The session's own currency first; overlays nobody could convert stand in theirs. */
function totalsOf(row: InstancePnl): PnlTotal[] {
  const totals = new Map<string, PnlTotal>();
  const add = (currency: string, parts: Parameters<typeof addAmounts>[1]): void => {
    totals.set(currency, { currency, ...addAmounts(totals.get(currency) ?? noAmounts(), parts) });
  };
  add(row.currency, {
    ticketsMinor: row.ticketsMinor,
    variableCostMinor: row.variableCostMinor,
    fixedCostMinor: row.fixedCostAtPax,
    overlays: noAmounts().overlays,
  });
  for (const line of row.overlays) {
    const isCounted = line.convertedMinor !== null;
    add(isCounted ? row.currency : line.currency, {
      ...noAmounts(),
      overlays: { ...noAmounts().overlays, [line.kind]: line.convertedMinor ?? line.amountMinor },
    });
  }
  return [...totals.values()];
}

function sharesByTrip(row: InstancePnl): PnlShare[] {
  const trips = row.trips.length > 0 ? row.trips : [{ tripId: null, pax: 0, ticketsMinor: 0 }];
  const weights = trips.map(({ pax }) => pax);
  const whole = totalsOf(row);
  const split = (amount: (total: PnlTotal) => number): number[][] =>
    whole.map((total) => shareOut(amount(total), weights));
  const variable = split((total) => total.variableCostMinor);
  const fixed = split((total) => total.fixedCostMinor);
  const overlay = (kind: OverlayKind): number[][] => split((total) => total.overlays[kind]);
  const overlays = {
    affiliate: overlay('affiliate'),
    goods: overlay('goods'),
    content: overlay('content'),
    training: overlay('training'),
    other: overlay('other'),
  };
  return trips.map(({ tripId, pax, ticketsMinor }, trip) => ({
    key: tripId,
    pax,
    totals: whole.map(({ currency }, index) => {
      const at = (parts: number[][]): number => parts[index]?.[trip] ?? 0;
      const parts = {
        ticketsMinor: currency === row.currency ? ticketsMinor : 0,
        variableCostMinor: at(variable),
        fixedCostMinor: at(fixed),
        overlays: {
          affiliate: at(overlays.affiliate),
          goods: at(overlays.goods),
          content: at(overlays.content),
          training: at(overlays.training),
          other: at(overlays.other),
        },
      };
      return { currency, ...addAmounts(noAmounts(), parts) };
    }),
  }));
}
