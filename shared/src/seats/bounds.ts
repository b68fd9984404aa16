import { lineOf } from './counts.ts';
import type { Reservation, SeatState, StoredAnswer } from './model.ts';
import { isOver } from './states.ts';

/**
 * How much one instance remembers. It is one document, read and written whole, and anybody may book, give back and
 * wait again: without bounds one person could make it too large for everybody.
 */

/** Parties in one line; who comes after them is told that there are no seats. */
export const MOST_IN_LINE = 500;
/** Parties that have or had seats. */
export const MOST_PARTIES = 20_000;
/** Of the history and of the answers this much is kept, and cut down to only when there is this much more. */
export const KEPT_ENDED = 2000;
export const KEPT_ANSWERS = 4000;
const SLACK = 500;

export const isLineFull = (state: Pick<SeatState, 'reservations'>): boolean =>
  lineOf(state).length >= MOST_IN_LINE;

export const isBookFull = ({ reservations }: Pick<SeatState, 'reservations'>): boolean =>
  reservations.length >= MOST_PARTIES;

/** Without those that ended longest ago by arrival. Trips and those that moved on stay: others look for them. */
export function forgetEnded(state: SeatState, except: string | null): SeatState {
  const mayGo = (one: Reservation): boolean =>
    isOver(one.state) && one.movedTo === null && one.tripId === null && one.id !== except;
  const ended = state.reservations.filter(mayGo);
  if (ended.length <= KEPT_ENDED + SLACK) return state;
  const gone = new Set(ended.slice(0, ended.length - KEPT_ENDED));
  return { ...state, reservations: state.reservations.filter((one) => !gone.has(one)) };
}

/** The latest. */
export const boundedAnswers = (answers: readonly StoredAnswer[]): readonly StoredAnswer[] =>
  answers.length <= KEPT_ANSWERS + SLACK ? answers : answers.slice(-KEPT_ANSWERS);
