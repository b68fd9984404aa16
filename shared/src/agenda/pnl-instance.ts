import { isTaken, type ReservationState } from '../seats/states.ts';
import type { AgendaData } from './atmosphere.schema.ts';
import { breakEvenPlot, type PlotPoint, type SessionTerms } from './break-even.ts';
import { NO_CURRENCY, exact } from './money.ts';
import type { ExchangeRate, Overlay } from './overlay.schema.ts';
import { type OverlayLine, sumOverlays } from './overlays.ts';
import { type PnlFigures, sessionPnl } from './pnl.ts';

/** What the P&L reads of an instance; the amounts as on the instance itself. */
export interface PnlInstance {
  id: string;
  title: string;
  date: string;
  /** Local, `HH:mm`. */
  startTime: string;
  citySlug: string | null;
  agendaWeekId: string | null;
  sessionStackId: string | null;
  status: string;
  capacityMin: number | null;
  capacityMax: number | null;
  costMin: number | null;
  priceMinor: number | null;
  variableCostMinor: number | null;
  currency: string | null;
  overlays: readonly Overlay[];
  data: Pick<AgendaData, 'guidePrimaryId' | 'freePlaces' | 'stepCosts'>;
}

export interface PnlReservation {
  seats: number;
  state: ReservationState;
  /** For one seat; null: the instance's price. */
  priceMinor: number | null;
  tripId: string | null;
}

/** What one trip, or everybody without one (null), bought. */
export interface TripShare {
  tripId: string | null;
  pax: number;
  ticketsMinor: number;
}

export interface InstancePnl extends PnlFigures {
  instance: Pick<
    PnlInstance,
    'id' | 'title' | 'date' | 'startTime' | 'citySlug' | 'agendaWeekId' | 'sessionStackId' | 'status'
  > & { guidePrimaryId: string | null };
  /** `XXX` when the instance has none. */
  currency: string;
  capacityMin: number | null;
  capacityMax: number | null;
  ticketsMinor: number;
  variableCostMinor: number;
  overlays: OverlayLine[];
  trips: TripShare[];
  plot: PlotPoint[];
}

/**
 * Tickets are counted by what each party was booked at; break-even by the list price, which the next seat sells
 * for. Only seats that are taken count: a hold has not been promised to anybody's till.
 */
export function instancePnl(
  instance: PnlInstance,
  reservations: readonly PnlReservation[],
  rates: readonly ExchangeRate[] = [],
): InstancePnl {
  const currency = instance.currency ?? NO_CURRENCY;
  const trips = tripShares(instance, reservations);
  const pax = trips.reduce((sum, trip) => sum + trip.pax, 0);
  const ticketsMinor = exact(trips.reduce((sum, trip) => sum + trip.ticketsMinor, 0));
  const { lines, perSeatMinor, fixedMinor } = sumOverlays(instance.overlays, pax, currency, rates);
  const terms: SessionTerms = {
    priceMinor: instance.priceMinor ?? (pax > 0 ? Math.floor(ticketsMinor / pax) : 0),
    variableCostMinor: instance.variableCostMinor ?? 0,
    costMin: instance.costMin ?? 0,
    freePlaces: Math.max(instance.data.freePlaces ?? 0, givenAway(instance, reservations)),
    steps: instance.data.stepCosts ?? [],
    overlayPerSeatMinor: perSeatMinor,
    overlayFixedMinor: fixedMinor,
  };
  const { capacityMin, capacityMax } = instance;
  const figures = sessionPnl({ ...terms, capacityMin, capacityMax, pax, ticketsMinor });
  const { id, title, date, startTime, citySlug, agendaWeekId, sessionStackId, status } = instance;
  const guidePrimaryId = instance.data.guidePrimaryId ?? null;
  return {
    ...figures,
    instance: { id, title, date, startTime, citySlug, agendaWeekId, sessionStackId, status, guidePrimaryId },
    currency,
    capacityMin,
    capacityMax,
    ticketsMinor,
    variableCostMinor: terms.variableCostMinor * pax,
    overlays: lines,
    trips,
    plot: plotOf(terms, figures, capacityMin, capacityMax),
  };
}

/** Free seats move the break-even of a session that sells seats; where all are free they say nothing. */
const givenAway = ({ priceMinor }: PnlInstance, reservations: readonly PnlReservation[]): number =>
  (priceMinor ?? 0) === 0
    ? 0
    : reservations.reduce(
        (sum, one) => (isTaken(one.state) && one.priceMinor === 0 ? sum + one.seats : sum),
        0,
      );

function tripShares(instance: PnlInstance, reservations: readonly PnlReservation[]): TripShare[] {
  const shares = new Map<string | null, TripShare>();
  for (const one of reservations) {
    if (!isTaken(one.state)) continue;
    const share = shares.get(one.tripId) ?? { tripId: one.tripId, pax: 0, ticketsMinor: 0 };
    share.pax += one.seats;
    share.ticketsMinor = exact(share.ticketsMinor + one.seats * (one.priceMinor ?? instance.priceMinor ?? 0));
    shares.set(one.tripId, share);
  }
  return [...shares.values()];
}

/** Without a limit the plot ends where the picture does: at twice what is interesting. */
function plotOf(
  terms: SessionTerms,
  figures: PnlFigures,
  capacityMin: number | null,
  capacityMax: number | null,
): PlotPoint[] {
  const marks = [
    capacityMin ?? 0,
    figures.breakEvenPaxCore ?? 0,
    figures.breakEvenPaxWithOverlay ?? 0,
    figures.pax,
  ];
  const upTo = capacityMax ?? Math.min(Math.max(10, ...marks.map((mark) => mark * 2)), 100_000);
  return breakEvenPlot(terms, upTo, marks);
}
