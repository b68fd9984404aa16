import { countSeats, isLiveHold, lineOf } from './counts.ts';
import { type Reservation, SEAT_HOLD_MS, type SeatState } from './model.ts';

/** The two things that need nobody's wish: holds lapse, and the line moves up into what is free. */

export const isOpen = (state: Pick<SeatState, 'status'>): boolean =>
  state.status === 'scheduled' || state.status === 'active';

export function replace(state: SeatState, id: string, change: Partial<Omit<Reservation, 'id'>>): SeatState {
  return {
    ...state,
    reservations: state.reservations.map((one) => (one.id === id ? { ...one, ...change } : one)),
  };
}

/** Marks the holds that lapsed by now. Their seats were free already: this only writes it down. */
export function expireHolds(state: SeatState, nowMs: number): { state: SeatState; expired: string[] } {
  const lapsed = state.reservations.filter((one) => one.state === 'held' && !isLiveHold(one, nowMs));
  if (lapsed.length === 0) return { state, expired: [] };
  const ids = new Set(lapsed.map(({ id }) => id));
  const reservations = state.reservations.map((one) =>
    ids.has(one.id) ? { ...one, state: 'expired' as const, holdUntilMs: null } : one,
  );
  return { state: { ...state, reservations }, expired: [...ids] };
}

/**
 * Offers free seats to the line, in order of arrival: each party that fits what is left is held for
 * `SEAT_HOLD_MS`. One that does not fit is passed over and keeps its place, so a party larger than the room
 * never blocks those behind it.
 */
export function promoteLine(state: SeatState, nowMs: number): { state: SeatState; promoted: string[] } {
  if (!isOpen(state)) return { state, promoted: [] };
  let left = countSeats(state, nowMs).left ?? Infinity;
  let next = state;
  const promoted: string[] = [];
  for (const one of lineOf(state)) {
    if (one.seats > left) continue;
    left -= one.seats;
    promoted.push(one.id);
    next = replace(next, one.id, {
      state: 'held',
      holdUntilMs: nowMs + SEAT_HOLD_MS,
      heldSinceMs: nowMs,
    });
  }
  return { state: next, promoted };
}
