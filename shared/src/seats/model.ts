import type { INSTANCE_STATUSES } from '../instances/instances.schema.ts';
import type { ReservationKind } from './seats.schema.ts';
import type { ErrorCode, FieldError } from '../core/errors.ts';
import type { ReservationState } from './states.ts';

/** What the seat logic reads and writes of an instance. Plain data; moments are epoch milliseconds. */

export const SEAT_HOLD_MS = 15 * 60_000;
/** From the first hold on, however often it is renewed: seats cannot be kept for ever without paying for them. */
export const MAX_HOLD_LIFE_MS = 2 * 60 * 60_000;
/** How long an answer is kept for a repeat of the same key; the same as for HTTP's Idempotency-Key. */
export const ANSWER_KEEP_MS = 24 * 60 * 60_000;

export interface Reservation {
  /** Also the idempotency key of its making: a second one with the same id is a repeat. */
  id: string;
  kind: ReservationKind;
  seats: number;
  state: ReservationState;
  partyName: string;
  /** For one seat, as booked; null when no price was set. */
  priceMinor: number | null;
  tripId: string | null;
  userId: string | null;
  /** Only while held: its seats are gone at this moment, exclusive. */
  holdUntilMs: number | null;
  /** When its first hold began: what the cap on a hold's life counts from. Kept when it is confirmed or moved. */
  heldSinceMs: number | null;
  /** Place in the order of arrival, for the line; null when it never waited. */
  queueNo: number | null;
  createdAtMs: number;
  /** The instance it moved to, when that is why it is cancelled here. */
  movedTo: string | null;
}

/** Why not; what the client needs to say it in words. */
export type SeatRefusal =
  | { code: 'seats-unavailable'; left: number }
  | { code: 'party-too-large'; capacityMax: number }
  | { code: 'instance-cancelled' }
  | { code: 'instance-completed' }
  | { code: 'unknown-reservation' }
  | { code: 'hold-expired' }
  | { code: 'illegal-move'; from: ReservationState; action: SeatAction['type'] }
  | { code: 'below-taken'; taken: number; held: number }
  | { code: 'minimum-above-maximum' }
  /** The call itself could not be read: a repeat under its key hears that again, whatever it says then. */
  | { code: 'unreadable'; problem: { code: ErrorCode; message: string; fields: readonly FieldError[] } };

/** What of a reservation changes with time, as it was told once. */
export interface Told extends Pick<Reservation, 'state' | 'seats' | 'partyName' | 'holdUntilMs'> {
  position: number | null;
  /** When the line's turn came to it, while that is why it is held. */
  offeredAtMs: number | null;
}

/** What was answered to a key, so that a repeat hears the same and changes nothing, refusals included. */
export interface StoredAnswer {
  key: string;
  atMs: number;
  reservationId: string | null;
  refusal: SeatRefusal | null;
  /** The reservation as it was then; null for a refusal. */
  told: Told | null;
}

export interface SeatState {
  status: (typeof INSTANCE_STATUSES)[number];
  capacityMin: number | null;
  /** Null: no limit. */
  capacityMax: number | null;
  /** In order of arrival, the ended ones too: they are the history. The waitlist is those that wait. */
  reservations: readonly Reservation[];
  answers: readonly StoredAnswer[];
  /** The next number of the line; only rises. */
  nextQueueNo: number;
  /** Rises by one with every step in which anything but `answers` changed. */
  version: number;
}

export const emptySeats = (capacityMin: number | null, capacityMax: number | null): SeatState => ({
  status: 'scheduled',
  capacityMin,
  capacityMax,
  reservations: [],
  answers: [],
  nextQueueNo: 1,
  version: 1,
});

/** One party as it arrives. */
export type Party = Pick<
  Reservation,
  'id' | 'kind' | 'seats' | 'partyName' | 'priceMinor' | 'tripId' | 'userId'
>;

/** `key` is the idempotency key; null for what is safe to repeat by itself. Lengths are milliseconds. */
export type SeatAction = { key: string | null } & (
  | {
      type: 'reserve';
      party: Party;
      /** Null: confirmed at once. */
      holdMs: number | null;
      waitlist: boolean;
    }
  | { type: 'renew'; id: string; holdMs: number }
  | { type: 'confirm' | 'cancel' | 'check-in' | 'no-show'; id: string }
  | { type: 'resize'; id: string; seats: number }
  | { type: 'rename'; id: string; partyName: string }
  /** First half of a move, at the new instance: the party as it stands at the old one. */
  | { type: 'move-in'; party: MovingParty }
  /** Second half, at the old one; only after the first has succeeded. */
  | { type: 'move-out'; id: string; to: string }
  | { type: 'set-capacity'; capacityMin: number | null; capacityMax: number | null }
  /** Releases everybody and keeps the history. */
  | { type: 'cancel-instance' }
  | { type: 'reinstate-instance' }
  /** Nothing but what time alone does: lapsed holds end, the line moves up. */
  | { type: 'settle' }
  /** What is refused before it came here, to be kept under its key. */
  | { type: 'refuse'; refusal: SeatRefusal }
);

export type MovingParty = Party &
  Pick<Reservation, 'holdUntilMs' | 'heldSinceMs'> & { state: 'held' | 'confirmed' };

export interface SeatResult {
  state: SeatState;
  /** `repeated`: this key was answered before, or there was nothing left to do. */
  outcome: 'done' | 'repeated' | 'refused';
  refusal: SeatRefusal | null;
  /** The one acted on as it is now; null for actions on the instance and for unknown ids. */
  reservation: Reservation | null;
  /** What the answer says of it: under a known key what it said the first time. */
  told: Told | null;
  /** Ids of holds that lapsed, and of parties offered seats, in this step: people to tell. */
  expired: readonly string[];
  promoted: readonly string[];
}
