import type { InstancePnlView } from '@ensemble/shared/agenda/pnl.schema';
import type { StepCost } from '@ensemble/shared/agenda/atmosphere.schema';
import { sayMoney, sayResult } from '#lib/viewer/money.ts';

/** What a session's money comes to, said so that nobody has to know the terms. */

export type SessionFigures = Pick<
  InstancePnlView,
  | 'instance'
  | 'currency'
  | 'state'
  | 'pax'
  | 'capacityMin'
  | 'capacityMax'
  | 'ticketsMinor'
  | 'contributionPerPayingPax'
  | 'fixedCostAtPax'
  | 'marginAfterMinimum'
  | 'overlay'
  | 'sessionResult'
  | 'breakEvenPaxCore'
  | 'breakEvenPaxWithOverlay'
  | 'paxToMinimum'
  | 'seatsToCover'
  | 'missingMinor'
>;

export type Tone = 'good' | 'warn' | 'danger' | 'plain';

export interface Headline {
  tone: Tone;
  /** One or two words for lists. */
  label: string;
  text: string;
  /** What else is good to know, a sentence each. */
  more: string[];
}

const seats = (n: number): string => `${n} more ${n === 1 ? 'seat' : 'seats'}`;
export const people = (n: number): string => (n === 1 ? '1 person' : `${n} people`);

export function headlineOf(pnl: SessionFigures, locale: string): Headline {
  const more = [missingWords(pnl, locale), minimumWords(pnl), overlayWords(pnl, locale)].filter(
    (words) => words !== null,
  );
  if (pnl.instance.status === 'cancelled') {
    const text = 'Cancelled: it earns nothing, and no sum counts it.';
    return { tone: 'plain', label: 'Cancelled', text, more: [] };
  }
  if (pnl.state === 'never') {
    return { tone: 'danger', label: 'Never covered', text: neverWords(pnl, locale), more };
  }
  if (pnl.marginAfterMinimum >= 0) {
    const short = pnl.paxToMinimum > 0;
    return {
      tone: short ? 'warn' : 'good',
      label: short ? 'Below minimum' : 'Covered',
      text: coveredWords(pnl, locale),
      more,
    };
  }
  const below = pnl.state === 'below minimum pax';
  return { tone: 'warn', label: below ? 'Below minimum' : 'Short', text: shortWords(pnl), more };
}

function coveredWords({ marginAfterMinimum, currency, fixedCostAtPax }: SessionFigures, locale: string) {
  if (fixedCostAtPax === 0) {
    return marginAfterMinimum === 0
      ? 'Nothing to cover: no fixed cost is written down.'
      : `${sayMoney(marginAfterMinimum, currency, locale)} ahead, with no fixed cost to cover`;
  }
  if (marginAfterMinimum === 0) return 'Covered, to the cent';
  return `Covered: ${sayMoney(marginAfterMinimum, currency, locale)} after the minimum`;
}

function shortWords({ seatsToCover, breakEvenPaxCore, capacityMax, pax }: SessionFigures): string {
  if (seatsToCover !== null) {
    const again = breakEvenPaxCore !== null && pax > breakEvenPaxCore;
    return again
      ? `It loses again at ${people(pax)}: ${seats(seatsToCover)} and it pays for itself`
      : `${seats(seatsToCover)} and it pays for itself`;
  }
  if (breakEvenPaxCore !== null && capacityMax !== null && breakEvenPaxCore > capacityMax) {
    return `It pays for itself at ${people(breakEvenPaxCore)}, and there is room for ${capacityMax}`;
  }
  return 'Full it would still not pay for itself, at the prices sold so far';
}

function neverWords(
  { contributionPerPayingPax: brings, currency, breakEvenPaxWithOverlay }: SessionFigures,
  locale: string,
) {
  const why =
    brings > 0
      ? 'the cost of each further group is more than its seats bring'
      : brings === 0
        ? 'a seat brings just what it costs'
        : `each seat costs ${sayMoney(-brings, currency, locale)} more than it brings`;
  const never = `Tickets alone never pay for it: ${why}.`;
  return breakEvenPaxWithOverlay === null
    ? never
    : `${never} With what comes beside them it pays for itself at ${people(breakEvenPaxWithOverlay)}.`;
}

function missingWords({ missingMinor, currency }: SessionFigures, locale: string): string | null {
  return missingMinor === 0 ? null : `${sayMoney(missingMinor, currency, locale)} short now.`;
}

/** capacityMin is a rule of ours and says nothing about money: it is named by itself. */
function minimumWords({ paxToMinimum, capacityMin }: SessionFigures): string | null {
  if (paxToMinimum === 0) return null;
  return `${seats(paxToMinimum)} to the minimum of ${capacityMin ?? 0}.`;
}

function overlayWords(
  { overlay, sessionResult, marginAfterMinimum, currency }: SessionFigures,
  locale: string,
) {
  if (overlay === 0) return null;
  const all = sayResult(sessionResult, currency, locale);
  if (marginAfterMinimum < 0 && sessionResult >= 0) {
    return `What is earned beside the tickets pays for it already: ${all} in all.`;
  }
  return `With what is earned beside the tickets, ${all} in all.`;
}

export interface Range {
  from: number;
  to: number;
}

/** `[13, 14, 17]` → 13–14 and 17. */
export function rangesOf(numbers: readonly number[]): Range[] {
  const ranges: Range[] = [];
  for (const n of numbers) {
    const last = ranges.at(-1);
    if (last && n === last.to + 1) last.to = n;
    else ranges.push({ from: n, to: n });
  }
  return ranges;
}

/** `13–14 lose again: second guide`, for each stretch of people above break-even. */
export const deadZoneWords = (zone: readonly number[], steps: readonly StepCost[]): string[] =>
  rangesOf(zone).map(({ from, to }) => {
    const numbers = from === to ? `${from} loses` : `${from}–${to} lose`;
    const because = steps.filter(({ perSeats }) => from > 1 && (from - 1) % perSeats === 0);
    return because.length === 0
      ? `${numbers} again`
      : `${numbers} again: ${because.map(({ label }) => label).join(', ')}`;
  });

export interface CostPart {
  label: string;
  minor: number;
}

/** What the fixed cost at `pax` people is made of: the minimum, and each step as often as it has come. */
export function fixedCostParts(costMin: number, steps: readonly StepCost[], pax: number): CostPart[] {
  const parts = steps.flatMap(({ label, costMinor, perSeats }) => {
    const times = Math.max(0, Math.ceil(pax / perSeats) - 1);
    if (times === 0) return [];
    return [{ label: times === 1 ? label : `${times} × ${label}`, minor: costMinor * times }];
  });
  return [{ label: 'Minimum', minor: costMin }, ...parts];
}

/** How much of the people could stay away: `2 of 7 could stay away`. */
export function safetyWords({ pax, breakEvenPaxCore }: SessionFigures): string {
  if (breakEvenPaxCore === null || pax === 0) return 'none';
  const spare = pax - breakEvenPaxCore;
  if (spare < 0) return `${people(-spare)} under break-even`;
  return spare === 0 ? 'none to spare' : `${spare} of ${pax} could stay away`;
}
