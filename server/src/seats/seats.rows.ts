import {
  countSeats,
  lineOf,
  nextExpiry,
  type Reservation,
  type SeatRefusal,
  type SeatState,
  type StoredAnswer,
  type Told,
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
  /** Left out for refusals, and what it does not have is left out of it. */
  told?: Pick<Told, 'state' | 'seats' | 'partyName'> & {
    holdUntil?: Date;
    position?: number;
    offeredAt?: Date;
  };
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
  answers: (row.seatAnswers ?? []).map(({ at, told, ...same }) => ({
    ...same,
    atMs: at.getTime(),
    told: told ? toldFrom(told) : null,
  })),
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

export const answerRow = ({ atMs, told, ...same }: StoredAnswer): AnswerRow => ({
  ...same,
  at: new Date(atMs),
  ...(told === null ? {} : { told: toldRow(told) }),
});

type ToldRow = NonNullable<AnswerRow['told']>;

const toldFrom = ({ holdUntil, offeredAt, position, ...same }: ToldRow): Told => ({
  ...same,
  position: position ?? null,
  holdUntilMs: millis(holdUntil),
  offeredAtMs: millis(offeredAt),
});

const toldRow = ({ state, seats, partyName, holdUntilMs, position, offeredAtMs }: Told): ToldRow => ({
  state,
  seats,
  partyName,
  ...(holdUntilMs === null ? {} : { holdUntil: new Date(holdUntilMs) }),
  ...(position === null ? {} : { position }),
  ...(offeredAtMs === null ? {} : { offeredAt: new Date(offeredAtMs) }),
});

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
