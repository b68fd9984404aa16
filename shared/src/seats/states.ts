/**
 * Where a reservation may go from where it is (DESIGN §7):
 * held → confirmed → checkedIn · held → expired | cancelled · confirmed → cancelled · confirmed ↔ noShow ·
 * waitlisted → held | cancelled.
 */
export const RESERVATION_STATES = [
  'held',
  'confirmed',
  'waitlisted',
  'checkedIn',
  'noShow',
  'expired',
  'cancelled',
] as const;
export type ReservationState = (typeof RESERVATION_STATES)[number];

const NEXT: Record<ReservationState, readonly ReservationState[]> = {
  held: ['confirmed', 'expired', 'cancelled'],
  confirmed: ['checkedIn', 'noShow', 'cancelled'],
  waitlisted: ['held', 'cancelled'],
  checkedIn: [],
  noShow: ['confirmed'],
  expired: [],
  cancelled: [],
};

export const mayBecome = (from: ReservationState, to: ReservationState): boolean => NEXT[from].includes(to);

/** Its seats are somebody's for good. A no-show still counts: the seat was kept for them. */
export const isTaken = (state: ReservationState): boolean =>
  state === 'confirmed' || state === 'checkedIn' || state === 'noShow';

/** Nothing can happen to it any more. */
export const isOver = (state: ReservationState): boolean => state === 'expired' || state === 'cancelled';
