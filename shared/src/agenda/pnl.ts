import {
  breakEvenPax,
  contributionAt,
  coreResultAt,
  deadZone,
  fixedCostAt,
  overlayAt,
  type SessionTerms,
} from './break-even.ts';
import { exact } from './money.ts';

/**
 * The P&L of one session. With n = pax, c = net price − variable cost and F = the fixed cost at n:
 * load factor n / capacityMax · coverage C / F · margin after coverage C − F · session result that + overlays ·
 * margin of safety (n − break-even) / n. `capacityMin` is an operating rule and break-even is arithmetic: two
 * different marks.
 */
export interface PnlInput extends SessionTerms {
  capacityMin: number | null;
  /** Null: no limit. */
  capacityMax: number | null;
  pax: number;
  /** What the tickets really brought; list price × paying people unless said. */
  ticketsMinor?: number;
}

export type PnlState = 'never' | 'below minimum pax' | 'short' | 'covered';

/** Amounts in minor units; ratios are fractions of 1. */
export interface PnlFigures {
  pax: number;
  loadFactor: number | null;
  contributionPerPayingPax: number;
  fixedCostAtPax: number;
  coreContribution: number;
  /** 0 to 1. */
  coverage: number;
  marginAfterMinimum: number;
  overlay: number;
  sessionResult: number;
  /** Null: no number of people covers it. May be more than there is room for. */
  breakEvenPaxCore: number | null;
  deadZoneCore: number[];
  breakEvenPaxWithOverlay: number | null;
  deadZoneWithOverlay: number[];
  breakEvenLoadFactorCore: number | null;
  /** To the first break-even, even where a dead zone lies beyond it; null when there is none. */
  paxToGo: number | null;
  /** Further seats at list price until the tickets cover the cost, from what was really sold; null: not in this room. */
  seatsToCover: number | null;
  /** Seats missing to the operating minimum. */
  paxToMinimum: number;
  /** What the tickets still lack to cover the cost; 0 when they do. */
  missingMinor: number;
  /** Null with nobody there, or without a break-even. */
  marginOfSafety: number | null;
  state: PnlState;
}

/** Dead zones and further seats are looked for this far when the room has no limit. */
const FAR = 1000;

/** Throws `RangeError` when an amount is too large to be counted exactly. */
export function sessionPnl(input: PnlInput): PnlFigures {
  const { pax, capacityMin, capacityMax } = input;
  const fixedCostAtPax = fixedCostAt(input, pax);
  const coreContribution = exact(
    input.ticketsMinor === undefined
      ? contributionAt(input, pax)
      : input.ticketsMinor - input.variableCostMinor * pax,
  );
  const marginAfterMinimum = exact(coreContribution - fixedCostAtPax);
  const overlay = overlayAt(input, pax);
  const core = breakEvenPax(input, false);
  const overall = breakEvenPax(input, true);
  const upTo = capacityMax ?? Math.max(pax, core ?? 0, overall ?? 0) + FAR;
  return {
    pax,
    loadFactor: share(pax, capacityMax),
    contributionPerPayingPax: input.priceMinor - input.variableCostMinor,
    fixedCostAtPax,
    coreContribution,
    coverage: fixedCostAtPax <= 0 ? 1 : Math.min(1, Math.max(0, coreContribution / fixedCostAtPax)),
    marginAfterMinimum,
    overlay,
    sessionResult: exact(marginAfterMinimum + overlay),
    breakEvenPaxCore: core,
    deadZoneCore: deadZone(input, core, upTo, false),
    breakEvenPaxWithOverlay: overall,
    deadZoneWithOverlay: deadZone(input, overall, upTo, true),
    breakEvenLoadFactorCore: core === null ? null : share(core, capacityMax),
    paxToGo: core === null ? null : Math.max(0, core - pax),
    seatsToCover: seatsToCover(input, marginAfterMinimum, upTo),
    paxToMinimum: Math.max(0, (capacityMin ?? 0) - pax),
    missingMinor: Math.max(0, -marginAfterMinimum),
    marginOfSafety: core === null || pax === 0 ? null : (pax - core) / pax,
    state: stateOf(core, pax, capacityMin, marginAfterMinimum),
  };
}

const share = (pax: number, capacityMax: number | null): number | null =>
  capacityMax === null || capacityMax === 0 ? null : pax / capacityMax;

function stateOf(
  breakEven: number | null,
  pax: number,
  capacityMin: number | null,
  margin: number,
): PnlState {
  if (breakEven === null && margin < 0) return 'never';
  if (pax < (capacityMin ?? 0)) return 'below minimum pax';
  return margin < 0 ? 'short' : 'covered';
}

function seatsToCover(terms: PnlInput, margin: number, upTo: number): number | null {
  const atListPrice = coreResultAt(terms, terms.pax);
  for (let pax = terms.pax; pax <= Math.max(upTo, terms.pax); pax++) {
    if (margin + coreResultAt(terms, pax) - atListPrice >= 0) return pax - terms.pax;
  }
  return null;
}
