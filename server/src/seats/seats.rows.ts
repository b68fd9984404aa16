import {
  countSeats,
  lineOf,
  nextExpiry,
  type Reservation,
  type SeatRefusal,
  type SeatState,
} from '@ensemble/shared/seats';

/** A reservation inside its instance's document; moments are dates of the store's clock. */
export type ReservationRow = Omit<
  Reservation,
  'holdUntilMs' | 'heldSinceMs' | 'createdAtMs' | 'tripId' | 'userId'
> & {
  holdUntil: Date | null;
  heldSince: Date | null;
  createdAt: Date;
  /** Left out where there is none, so that their sparse indexes stay small. */
  tripId?: string;
  userId?: string;
};

/** What seats add to a stored SessionInstance. All of it is absent until the first reservation. */
export interface SeatFields {
  reservations: ReservationRow[];
  /** Ids of those in line, first come first. */
  waitlist: string[];
  /** Follow from the reservations and are written in the same update, for lists and queries. */
  seatsTaken: number;
  seatsHeld: number;
  /** When the next hold lapses: what the sweeper looks for. */
  holdsLapseAt: Date | null;
  nextQueueNo: number;
  seatAnswers: { key: string; at: Date; reservationId: string | null; refusal: SeatRefusal | null }[];
  /** Rises with every write of seats, answers alone included, which `version` does not count. */
  seatsRev: number;
}

export type SeatDocument = Pick<SeatState, 'status' | 'capacityMin' | 'capacityMax' | 'version'> &
  Partial<SeatFields>;

const millis = (date: Date | null): number | null => date?.getTime() ?? null;
const date = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));

export const stateOf = (row: SeatDocument): SeatState => ({
  status: row.status,
  capacityMin: row.capacityMin,
  capacityMax: row.capacityMax,
  version: row.version,
  nextQueueNo: row.nextQueueNo ?? 1,
  reservations: (row.reservations ?? []).map(
    ({ holdUntil, heldSince, createdAt, tripId, userId, ...same }) => ({
      ...same,
      tripId: tripId ?? null,
      userId: userId ?? null,
      holdUntilMs: millis(holdUntil),
      heldSinceMs: millis(heldSince),
      createdAtMs: createdAt.getTime(),
    }),
  ),
  answers: (row.seatAnswers ?? []).map(({ at, ...same }) => ({ ...same, atMs: at.getTime() })),
});

/** The fields that say who sits where; the stored answers are `answersOf`. */
export function seatingOf(state: SeatState, nowMs: number): Omit<SeatFields, 'seatAnswers' | 'seatsRev'> {
  const { taken, held } = countSeats(state, nowMs);
  return {
    reservations: state.reservations.map(
      ({ holdUntilMs, heldSinceMs, createdAtMs, tripId, userId, ...same }) => ({
        ...same,
        ...(tripId === null ? {} : { tripId }),
        ...(userId === null ? {} : { userId }),
        holdUntil: date(holdUntilMs),
        heldSince: date(heldSinceMs),
        createdAt: new Date(createdAtMs),
      }),
    ),
    waitlist: lineOf(state).map(({ id }) => id),
    seatsTaken: taken,
    seatsHeld: held,
    holdsLapseAt: date(nextExpiry(state)),
    nextQueueNo: state.nextQueueNo,
  };
}

export const answersOf = ({ answers }: SeatState): SeatFields['seatAnswers'] =>
  answers.map(({ atMs, ...same }) => ({ ...same, at: new Date(atMs) }));
