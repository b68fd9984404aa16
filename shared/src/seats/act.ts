import { assertNever } from '../core/errors.ts';
import { countSeats } from './counts.ts';
import { enter, resize, setCapacity } from './room.ts';
import { isOpen, replace } from './settle.ts';
import {
  MAX_HOLD_LIFE_MS,
  type MovingParty,
  type Reservation,
  type SeatAction,
  type SeatRefusal,
  type SeatState,
} from './model.ts';
import { isOver, mayBecome, type ReservationState } from './states.ts';

/** What one action does to a state whose lapsed holds are settled already. Null: nothing left to do. */
export type Step = { state: SeatState } | { refusal: SeatRefusal } | null;

const refuse = (refusal: SeatRefusal): Step => ({ refusal });

/** The reservation an action is about, known or to come; null for actions on the instance. */
export function subjectOf(action: SeatAction): string | null {
  if ('id' in action) return action.id;
  return 'party' in action ? action.party.id : null;
}

export function act(state: SeatState, action: SeatAction, nowMs: number): Step {
  switch (action.type) {
    case 'settle':
      return null;
    case 'refuse':
      return refuse(action.refusal);
    case 'reserve':
      return reserve(state, action, nowMs);
    case 'move-in':
      return moveIn(state, action.party, nowMs);
    case 'set-capacity':
      return setCapacity(state, action, nowMs);
    case 'cancel-instance':
      return cancelInstance(state);
    case 'reinstate-instance':
      return state.status === 'cancelled' ? { state: { ...state, status: 'scheduled' } } : null;
    default:
      return withReservation(state, action, nowMs);
  }
}

function withReservation(state: SeatState, action: Extract<SeatAction, { id: string }>, nowMs: number): Step {
  const one = state.reservations.find(({ id }) => id === action.id);
  if (!one) return refuse({ code: 'unknown-reservation' });
  switch (action.type) {
    case 'confirm':
      // Somebody who is there already was confirmed before: a late tap changes nothing.
      return one.state === 'checkedIn' ? null : become(state, one, 'confirmed', action.type);
    case 'check-in':
      return become(state, one, 'checkedIn', action.type);
    case 'no-show':
      return become(state, one, 'noShow', action.type);
    case 'cancel':
      return become(state, one, 'cancelled', action.type);
    case 'move-out':
      return moveOut(state, one, action.to);
    case 'renew':
      return renew(state, one, action.holdMs, nowMs);
    case 'resize':
      return resize(state, one, action.seats, nowMs);
    case 'rename':
      if (isOver(one.state)) return refuse({ code: 'illegal-move', from: one.state, action: action.type });
      return one.partyName === action.partyName
        ? null
        : { state: replace(state, one.id, { partyName: action.partyName }) };
    default:
      return assertNever(action);
  }
}

function become(state: SeatState, one: Reservation, to: ReservationState, action: SeatAction['type']): Step {
  if (one.state === to) return null;
  if (one.state === 'expired') return refuse({ code: 'hold-expired' });
  // waitlisted → held is the line's own step; nobody can ask for it.
  if (!mayBecome(one.state, to)) return refuse({ code: 'illegal-move', from: one.state, action });
  return { state: replace(state, one.id, { state: to, holdUntilMs: null }) };
}

function reserve(
  state: SeatState,
  { party, holdMs, waitlist }: Extract<SeatAction, { type: 'reserve' }>,
  nowMs: number,
): Step {
  if (state.reservations.some(({ id }) => id === party.id)) return null;
  const holding = holdMs === null ? null : Math.min(holdMs, MAX_HOLD_LIFE_MS);
  const fresh: Reservation = {
    ...party,
    state: holding === null ? 'confirmed' : 'held',
    holdUntilMs: holding === null ? null : nowMs + holding,
    heldSinceMs: holding === null ? null : nowMs,
    queueNo: null,
    createdAtMs: nowMs,
    movedTo: null,
  };
  return enter(state, fresh, waitlist, nowMs);
}

/**
 * One that ended here before (it moved away, or an earlier move was taken back) may come again: its old row
 * lives again. So a move always has a key, or a late duplicate would bring back who has left since.
 */
function moveIn(state: SeatState, party: MovingParty, nowMs: number): Step {
  const old = state.reservations.find(({ id }) => id === party.id);
  if (old && !isOver(old.state)) return null;
  if (party.state === 'held' && (party.holdUntilMs === null || nowMs >= party.holdUntilMs)) {
    return refuse({ code: 'hold-expired' });
  }
  const others = old ? state.reservations.filter((one) => one !== old) : state.reservations;
  const arriving = { ...party, queueNo: null, createdAtMs: old?.createdAtMs ?? nowMs, movedTo: null };
  return enter({ ...state, reservations: others }, arriving, false, nowMs);
}

function moveOut(state: SeatState, one: Reservation, to: string): Step {
  if (one.state === 'cancelled' && one.movedTo === to) return null;
  if (one.state === 'expired') return refuse({ code: 'hold-expired' });
  if (one.state !== 'held' && one.state !== 'confirmed') {
    return refuse({ code: 'illegal-move', from: one.state, action: 'move-out' });
  }
  return { state: replace(state, one.id, { state: 'cancelled', holdUntilMs: null, movedTo: to }) };
}

/** Never shortens a hold, and never past the cap on its whole life. */
function renew(state: SeatState, one: Reservation, holdMs: number, nowMs: number): Step {
  if (one.state === 'expired') return refuse({ code: 'hold-expired' });
  if (one.state !== 'held') return refuse({ code: 'illegal-move', from: one.state, action: 'renew' });
  if (!isOpen(state)) return refuse({ code: 'instance-completed' });
  const cap = (one.heldSinceMs ?? nowMs) + MAX_HOLD_LIFE_MS;
  const until = Math.min(nowMs + holdMs, cap);
  return until <= (one.holdUntilMs ?? 0) ? null : { state: replace(state, one.id, { holdUntilMs: until }) };
}

function cancelInstance(state: SeatState): Step {
  if (state.status === 'cancelled') return null;
  if (state.status === 'completed') return refuse({ code: 'instance-completed' });
  const reservations = state.reservations.map((one) =>
    mayBecome(one.state, 'cancelled') ? { ...one, state: 'cancelled' as const, holdUntilMs: null } : one,
  );
  return { state: { ...state, status: 'cancelled', reservations } };
}

/** For whoever shows a form: whether this many seats could be had now. */
export const fits = (state: SeatState, seats: number, nowMs: number): boolean =>
  isOpen(state) && seats <= (countSeats(state, nowMs).left ?? Infinity);
