import type { StepCost } from '@ensemble/shared/agenda/atmosphere.schema';
import type { InstancePnlView } from '@ensemble/shared/agenda/pnl.schema';
import { sayMoney, sayResult } from '#lib/viewer/money.ts';
import { deadZoneWords, people } from './words.ts';

/** The break-even plot for who does not see it, and what stands under the pointer. */

type Point = InstancePnlView['plot'][number];

/** `At 9 people: tickets €225.00, cost €210.00, which leaves +€15.00`. */
export function pointWords(point: Point, currency: string, locale: string): string {
  const money = (minor: number) => sayMoney(minor, currency, locale);
  const result = (minor: number) => sayResult(minor, currency, locale);
  const cost = money(point.fixedCost + point.variableCost);
  const core = `At ${people(point.pax)}: tickets ${money(point.revenue)}, cost ${cost}, which leaves ${result(point.result)}`;
  return point.overlay === 0 ? core : `${core}; all counted ${result(point.resultWithOverlay)}`;
}

type Plotted = Pick<InstancePnlView, 'breakEvenPaxCore' | 'capacityMin' | 'deadZoneCore' | 'pax'>;

/** The whole drawing, which goes up to so many people. */
export function plotWords(pnl: Plotted, upTo: number, steps: readonly StepCost[]): string {
  const { breakEvenPaxCore: even, capacityMin } = pnl;
  const passes =
    even === null ? 'Tickets never reach the cost.' : `Tickets reach the cost at ${people(even)}.`;
  const minimum = capacityMin === null ? '' : ` The minimum is ${people(capacityMin)}.`;
  const zones = deadZoneWords(pnl.deadZoneCore, steps).map((zone) => ` ${zone}.`);
  return `Tickets and cost for 0 to ${people(upTo)}. ${passes}${minimum} Now: ${people(pnl.pax)}.${zones.join('')}`;
}
