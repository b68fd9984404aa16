import type { StepCost } from './atmosphere.schema.ts';
import { exact } from './money.ts';

/**
 * What a session earns and costs as a function of the people who come (pax). Between two steps it is a straight
 * line; a step (a second guide) drops it, so it may be covered, lose again, and be covered again.
 */
export interface SessionTerms {
  /** For one seat, net of tax. All amounts in minor units of one currency. */
  priceMinor: number;
  /** For one person, paying or not. */
  variableCostMinor: number;
  /** What it costs to hold it at all: the first guide, the room. */
  costMin: number;
  /** Of the people who come, this many pay nothing. */
  freePlaces: number;
  steps: readonly Pick<StepCost, 'costMinor' | 'perSeats'>[];
  /** Revenue beside the tickets. */
  overlayPerSeatMinor: number;
  overlayFixedMinor: number;
}

/** The minimum cost, and each step's cost again for every full group beyond the first. */
export const fixedCostAt = ({ costMin, steps }: SessionTerms, pax: number): number =>
  steps.reduce(
    (sum, { costMinor, perSeats }) => sum + costMinor * Math.max(0, Math.ceil(pax / perSeats) - 1),
    costMin,
  );

export const ticketsAt = ({ priceMinor, freePlaces }: SessionTerms, pax: number): number =>
  priceMinor * Math.max(0, pax - freePlaces);

export const overlayAt = (terms: SessionTerms, pax: number): number =>
  terms.overlayPerSeatMinor * pax + terms.overlayFixedMinor;

/** Tickets less variable cost. */
export const contributionAt = (terms: SessionTerms, pax: number): number =>
  ticketsAt(terms, pax) - terms.variableCostMinor * pax;

/** What is left after all cost, tickets alone. */
export const coreResultAt = (terms: SessionTerms, pax: number): number =>
  exact(contributionAt(terms, pax) - fixedCostAt(terms, pax));

const withOverlay = (terms: SessionTerms, pax: number): number =>
  exact(coreResultAt(terms, pax) + overlayAt(terms, pax));

export const resultAt = (terms: SessionTerms, pax: number, overlays: boolean): number =>
  overlays ? withOverlay(terms, pax) : coreResultAt(terms, pax);

/** Straight pieces looked at before we say it is out of reach; each is a whole group of people. */
const MOST_PIECES = 10_000;

/** The least k ≥ 0 with `start + k × slope` ≥ 0, for a positive slope. */
function seatsUntilZero(start: number, slope: number): number {
  const guess = Math.max(0, Math.ceil(-start / slope));
  // The quotient of large amounts may be rounded across a whole number.
  if (start + slope * guess < 0) return guess + 1;
  return guess > 0 && start + slope * (guess - 1) >= 0 ? guess - 1 : guess;
}

/**
 * Break-even: the fewest people with whom nothing is lost, whatever room there is. ceil(F / c) without steps and
 * free places. Null when no number of people ever covers the cost; 0 when there is none to cover.
 */
export function breakEvenPax(terms: SessionTerms, overlays: boolean): number | null {
  const perSeat = overlays ? terms.overlayPerSeatMinor : 0;
  let from = 0;
  for (let piece = 0; piece < MOST_PIECES; piece++) {
    const start = resultAt(terms, from, overlays);
    if (start >= 0) return from;
    const paying = from >= terms.freePlaces;
    const slope = (paying ? terms.priceMinor : 0) - terms.variableCostMinor + perSeat;
    const groupEnd = Math.min(
      ...terms.steps.map(({ perSeats }) => Math.ceil(Math.max(from, 1) / perSeats) * perSeats),
      Infinity,
    );
    const end = paying ? groupEnd : Math.min(groupEnd, terms.freePlaces);
    if (slope > 0) {
      const found = from + seatsUntilZero(start, slope);
      if (found <= end) return found;
    } else if (paying) {
      return null;
    }
    from = end < groupEnd ? end : end + 1;
  }
  return null;
}

/** Numbers of people above break-even, up to `upTo`, at which it loses again. */
export function deadZone(
  terms: SessionTerms,
  breakEven: number | null,
  upTo: number,
  overlays: boolean,
): number[] {
  const zone: number[] = [];
  if (breakEven === null) return zone;
  for (let pax = breakEven + 1; pax <= upTo; pax++) {
    if (resultAt(terms, pax, overlays) < 0) zone.push(pax);
  }
  return zone;
}

export interface PlotPoint {
  pax: number;
  /** Tickets. */
  revenue: number;
  overlay: number;
  fixedCost: number;
  variableCost: number;
  /** Tickets less all cost. */
  result: number;
  resultWithOverlay: number;
}

const MOST_POINTS = 200;

/**
 * Points of a break-even plot from 0 to `upTo` people: each number of people, or about 200 of them evenly spread
 * with every one of `marks` (break-even, the minimum, today's count) kept.
 */
export function breakEvenPlot(terms: SessionTerms, upTo: number, marks: readonly number[]): PlotPoint[] {
  const stride = Math.max(1, Math.ceil(upTo / MOST_POINTS));
  const wanted = new Set(marks.filter((pax) => pax <= upTo));
  for (let pax = 0; pax < upTo; pax += stride) wanted.add(pax);
  wanted.add(upTo);
  return [...wanted]
    .sort((a, b) => a - b)
    .map((pax) => ({
      pax,
      revenue: ticketsAt(terms, pax),
      overlay: overlayAt(terms, pax),
      fixedCost: fixedCostAt(terms, pax),
      variableCost: terms.variableCostMinor * pax,
      result: coreResultAt(terms, pax),
      resultWithOverlay: withOverlay(terms, pax),
    }));
}
