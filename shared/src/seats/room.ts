import { isBookFull, isLineFull } from './bounds.ts';
import { countSeats } from './counts.ts';
import type { Reservation, SeatRefusal, SeatState } from './model.ts';
import { isOpen, replace } from './settle.ts';

/** The actions that ask whether there is room. The state's lapsed holds are settled already. */

type Step = { state: SeatState } | { refusal: SeatRefusal } | null;

/** Where even an empty instance has no room for this party, the line cannot help it either. */
function tooLarge(state: SeatState, seats: number): SeatRefusal | null {
  const { capacityMax } = state;
  return capacityMax !== null && seats > capacityMax ? { code: 'party-too-large', capacityMax } : null;
}

function closed(state: SeatState): SeatRefusal | null {
  if (isOpen(state)) return null;
  return { code: state.status === 'cancelled' ? 'instance-cancelled' : 'instance-completed' };
}

/** Puts a party in, or at the end of the line when it asked for that, or says how many seats are left. */
export function enter(state: SeatState, one: Reservation, waitlist: boolean, nowMs: number): Step {
  const refusal = closed(state) ?? tooLarge(state, one.seats);
  if (refusal) return { refusal };
  if (isBookFull(state)) return { refusal: { code: 'seats-unavailable', left: 0 } };
  const { left } = countSeats(state, nowMs);
  if (left === null || one.seats <= left) {
    return { state: { ...state, reservations: [...state.reservations, one] } };
  }
  if (!waitlist || isLineFull(state)) return { refusal: { code: 'seats-unavailable', left } };
  const waiting: Reservation = {
    ...one,
    state: 'waitlisted',
    holdUntilMs: null,
    heldSinceMs: null,
    queueNo: state.nextQueueNo,
  };
  return {
    state: {
      ...state,
      reservations: [...state.reservations, waiting],
      nextQueueNo: state.nextQueueNo + 1,
    },
  };
}

/** More seats only when they are free; fewer at once. One in line keeps its place. */
export function resize(state: SeatState, one: Reservation, seats: number, nowMs: number): Step {
  if (one.state === 'expired') return { refusal: { code: 'hold-expired' } };
  if (one.state !== 'held' && one.state !== 'confirmed' && one.state !== 'waitlisted') {
    return { refusal: { code: 'illegal-move', from: one.state, action: 'resize' } };
  }
  if (seats === one.seats) return null;
  const more = seats - one.seats;
  if (more > 0) {
    const refusal = closed(state) ?? tooLarge(state, seats);
    if (refusal) return { refusal };
    const { left } = countSeats(state, nowMs);
    if (one.state !== 'waitlisted' && left !== null && more > left) {
      return { refusal: { code: 'seats-unavailable', left } };
    }
  }
  return { state: replace(state, one.id, { seats }) };
}

/** Never below what people have: those with live holds count too, or a confirm could not be honoured. */
export function setCapacity(
  state: SeatState,
  { capacityMin, capacityMax }: Pick<SeatState, 'capacityMin' | 'capacityMax'>,
  nowMs: number,
): Step {
  if (capacityMin === state.capacityMin && capacityMax === state.capacityMax) return null;
  if (capacityMin !== null && capacityMax !== null && capacityMin > capacityMax) {
    return { refusal: { code: 'minimum-above-maximum' } };
  }
  const { taken, held } = countSeats(state, nowMs);
  if (capacityMax !== null && taken + held > capacityMax) {
    return { refusal: { code: 'below-taken', taken, held } };
  }
  return { state: { ...state, capacityMin, capacityMax } };
}
