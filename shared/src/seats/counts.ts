import type { Reservation, SeatState, Told } from './model.ts';
import type { SeatCountsView } from './seats.schema.ts';
import { isTaken } from './states.ts';

export interface SeatCounts {
  taken: number;
  held: number;
  /** Null: no limit. Not held above 0: should it ever be oversold, it must show. */
  left: number | null;
  /** Seats of the parties in line. */
  waitlisted: number;
}

/** A hold keeps its seats until its moment, exclusive: nobody needs to have noticed that it lapsed. */
export const isLiveHold = (reservation: Reservation, nowMs: number): boolean =>
  reservation.state === 'held' && reservation.holdUntilMs !== null && nowMs < reservation.holdUntilMs;

const seatsWhere = (state: Pick<SeatState, 'reservations'>, counts: (one: Reservation) => boolean): number =>
  state.reservations.reduce((sum, one) => (counts(one) ? sum + one.seats : sum), 0);

/** Counted from the reservations each time, never carried along: so no expiry can give a seat back twice. */
export function countSeats(
  state: Pick<SeatState, 'reservations' | 'capacityMax'>,
  nowMs: number,
): SeatCounts {
  const taken = seatsWhere(state, (one) => isTaken(one.state));
  const held = seatsWhere(state, (one) => isLiveHold(one, nowMs));
  return {
    taken,
    held,
    left: state.capacityMax === null ? null : state.capacityMax - taken - held,
    waitlisted: seatsWhere(state, (one) => one.state === 'waitlisted'),
  };
}

export const seatCountsView = (instanceId: string, state: SeatState, nowMs: number): SeatCountsView => ({
  instanceId,
  version: state.version,
  capacityMin: state.capacityMin,
  capacityMax: state.capacityMax,
  ...countSeats(state, nowMs),
  status: state.status,
});

/** Those who wait, first come first. */
export const lineOf = (state: Pick<SeatState, 'reservations'>): Reservation[] =>
  state.reservations
    .filter((one) => one.state === 'waitlisted')
    .sort((a, b) => (a.queueNo ?? 0) - (b.queueNo ?? 0));

/** Its seats became free while it waited, and are held until it says yes. */
export const isOffer = (one: Reservation): boolean => one.state === 'held' && one.queueNo !== null;

/** Place in the line, from 1; null for one that does not wait. */
export function positionOf(state: Pick<SeatState, 'reservations'>, id: string): number | null {
  const index = lineOf(state).findIndex((one) => one.id === id);
  return index < 0 ? null : index + 1;
}

/** What of it changes with time, for an answer that may have to be given again. */
export const toldOf = (state: Pick<SeatState, 'reservations'>, one: Reservation): Told => ({
  state: one.state,
  seats: one.seats,
  partyName: one.partyName,
  holdUntilMs: one.holdUntilMs,
  position: positionOf(state, one.id),
  offeredAtMs: isOffer(one) ? one.heldSinceMs : null,
});

/** The next moment (epoch ms) at which a hold lapses, for whoever wakes the sweeper; null without holds. */
export function nextExpiry(state: Pick<SeatState, 'reservations'>): number | null {
  const moments = state.reservations.flatMap((one) =>
    one.state === 'held' && one.holdUntilMs !== null ? [one.holdUntilMs] : [],
  );
  return moments.length === 0 ? null : Math.min(...moments);
}
