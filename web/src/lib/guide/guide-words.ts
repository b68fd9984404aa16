import type { ReservationKind, ReservationView } from '@ensemble/shared/seats/seats.schema';
import type { ReservationState } from '@ensemble/shared/seats/states';
import { seatsWord } from '#lib/viewer/seat-words.ts';
import { count } from '#lib/viewer/words.ts';

/** Who comes to a session, in the words a guide says. Pure. */

export const KIND_WORDS: Record<ReservationKind, string> = {
  trip: 'Trip',
  fit: 'Traveller',
  member: 'Member',
  invited: 'Invited',
};

export const STATE_WORDS: Record<ReservationState, string> = {
  held: 'Held',
  confirmed: 'To come',
  waitlisted: 'Waiting',
  checkedIn: 'Here',
  noShow: 'Did not come',
  expired: 'Hold lapsed',
  cancelled: 'Cancelled',
};

/** A hold whose moment has passed is free again, whoever has noticed. */
export const isLiveHold = ({ state, holdUntil }: ReservationView, nowMs: number): boolean =>
  state === 'held' && holdUntil !== null && nowMs < Date.parse(holdUntil);

export interface Parties {
  /** Held and booked ones in order of booking: they keep their place when their state changes under a thumb. */
  coming: ReservationView[];
  /** First come first. */
  waiting: ReservationView[];
  /** Cancelled, moved away, lapsed. */
  left: ReservationView[];
}

export function sortParties(reservations: readonly ReservationView[], nowMs: number): Parties {
  const parties: Parties = { coming: [], waiting: [], left: [] };
  for (const one of reservations) {
    if (one.state === 'waitlisted') parties.waiting.push(one);
    else if (one.state === 'held' ? isLiveHold(one, nowMs) : !isOver(one.state)) parties.coming.push(one);
    else parties.left.push(one);
  }
  parties.waiting.sort((a, b) => (a.position ?? 0) - (b.position ?? 0));
  return parties;
}

const isOver = (state: ReservationState): boolean => state === 'expired' || state === 'cancelled';

export interface Sums {
  /** All in seats. */
  here: number;
  toCome: number;
  noShow: number;
  held: number;
  waiting: number;
  /** here + toCome + noShow. */
  taken: number;
}

export function sumsOf({ coming, waiting }: Parties): Sums {
  const seats = (state: ReservationState) =>
    coming.reduce((sum, one) => (one.state === state ? sum + one.seats : sum), 0);
  const [here, toCome, noShow] = [seats('checkedIn'), seats('confirmed'), seats('noShow')];
  return {
    here,
    toCome,
    noShow,
    held: seats('held'),
    waiting: waiting.reduce((sum, one) => sum + one.seats, 0),
    taken: here + toCome + noShow,
  };
}

/** `12 of 16 here, 3 to come, 1 did not come, 2 held`. */
export function saySums({ here, toCome, noShow, held, taken }: Sums): string {
  if (taken + held === 0) return 'Nobody has booked yet';
  const parts = [`${here} of ${taken} here`];
  if (toCome > 0) parts.push(`${toCome} to come`);
  if (noShow > 0) parts.push(`${noShow} did not come`);
  if (held > 0) parts.push(`${held} held`);
  return parts.join(', ');
}

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Found by any part of the name, whatever its accents and capitals. */
export const findByName = (parties: readonly ReservationView[], typed: string): ReservationView[] => {
  const wanted = plain(typed.trim());
  return wanted === '' ? [...parties] : parties.filter(({ partyName }) => plain(partyName).includes(wanted));
};

/**
 * What has to happen for each party in line: free seats go to the first whose party fits. `left` null: no limit.
 * One that needs fewer seats than all before it is served before them when only so many become free.
 */
export function sayLine(waiting: readonly ReservationView[], left: number | null): string[] {
  let fewestBefore = Infinity;
  return waiting.map(({ seats }, index) => {
    const more = seats - Math.max(0, left ?? Infinity);
    const passes = more < fewestBefore;
    fewestBefore = Math.min(fewestBefore, more);
    if (more <= 0) return 'Seats are free: they get them in a moment';
    if (index === 0) {
      return more === 1
        ? 'The next seat to become free goes to them'
        : `The next ${seatsWord(more)} to become free go to them`;
    }
    if (passes) return `Before the others when only ${count(more, 'seat becomes', 'seats become')} free`;
    return `After those before, once ${count(more, 'more seat is', 'more seats are')} free`;
  });
}
