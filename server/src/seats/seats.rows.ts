import {
  countSeats,
  lineOf,
  nextExpiry,
  type Reservation,
  type SeatRefusal,
  type SeatState,
  type StoredAnswer,
} from '@ensemble/shared/seats';

/** What most reservations do not have is left out: documents and sparse indexes stay small. */
interface Seldom {
  holdUntil: Date | null;
  heldSince: Date | null;
  queueNo: number | null;
  movedTo: string | null;
  tripId: string | null;
  userId: string | null;
}

/** A reservation inside its instance's document; moments are dates of the store's clock. */
export type ReservationRow = Omit<
  Reservation,
  'holdUntilMs' | 'heldSinceMs' | 'createdAtMs' | keyof Seldom
> & { createdAt: Date } & Partial<Seldom>;

export interface AnswerRow {
  key: string;
  at: Date;
  reservationId: string | null;
  refusal: SeatRefusal | null;
}

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
  seatAnswers: AnswerRow[];
  /** Rises with every write of seats, answers alone included, which `version` does not count. */
  seatsRev: number;
}

export type SeatDocument = Pick<SeatState, 'status' | 'capacityMin' | 'capacityMax' | 'version'> &
  Partial<SeatFields>;

const millis = (date: Date | null | undefined): number | null => date?.getTime() ?? null;
const date = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));

export const stateOf = (row: SeatDocument): SeatState => ({
  status: row.status,
  capacityMin: row.capacityMin,
  capacityMax: row.capacityMax,
  version: row.version,
  nextQueueNo: row.nextQueueNo ?? 1,
  reservations: (row.reservations ?? []).map(
    ({ holdUntil, heldSince, createdAt, queueNo, movedTo, tripId, userId, ...same }) => ({
      ...same,
      queueNo: queueNo ?? null,
      movedTo: movedTo ?? null,
      tripId: tripId ?? null,
      userId: userId ?? null,
      holdUntilMs: millis(holdUntil),
      heldSinceMs: millis(heldSince),
      createdAtMs: createdAt.getTime(),
    }),
  ),
  answers: (row.seatAnswers ?? []).map(({ at, ...same }) => ({ ...same, atMs: at.getTime() })),
});

export const reservationRow = ({
  holdUntilMs,
  heldSinceMs,
  createdAtMs,
  queueNo,
  movedTo,
  tripId,
  userId,
  ...same
}: Reservation): ReservationRow => ({
  ...same,
  createdAt: new Date(createdAtMs),
  ...(holdUntilMs === null ? {} : { holdUntil: new Date(holdUntilMs) }),
  ...(heldSinceMs === null ? {} : { heldSince: new Date(heldSinceMs) }),
  ...(queueNo === null ? {} : { queueNo }),
  ...(movedTo === null ? {} : { movedTo }),
  ...(tripId === null ? {} : { tripId }),
  ...(userId === null ? {} : { userId }),
});

export const answerRow = ({ atMs, ...same }: StoredAnswer): AnswerRow => ({ ...same, at: new Date(atMs) });

/** The fields that say who sits where; the stored answers stand apart. */
export const seatingOf = (state: SeatState, nowMs: number): Omit<SeatFields, 'seatAnswers' | 'seatsRev'> => ({
  reservations: state.reservations.map(reservationRow),
  ...summaryOf(state, nowMs),
});

/** What follows from the reservations. */
export function summaryOf(
  state: SeatState,
  nowMs: number,
): Omit<SeatFields, 'reservations' | 'seatAnswers' | 'seatsRev'> {
  const { taken, held } = countSeats(state, nowMs);
  return {
    waitlist: lineOf(state).map(({ id }) => id),
    seatsTaken: taken,
    seatsHeld: held,
    holdsLapseAt: date(nextExpiry(state)),
    nextQueueNo: state.nextQueueNo,
  };
}
