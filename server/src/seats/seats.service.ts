import { AppError } from '@ensemble/shared';
import {
  applySeatAction,
  isOver,
  isTaken,
  type ReservationCreate,
  type ReservationPatch,
  type ReservationView,
  seatCountsView,
  type SeatCountsView,
  type SeatResult,
  type SeatState,
  type Told,
} from '@ensemble/shared/seats';
import { expireHolds } from '@ensemble/shared/seats/settle';
import { z } from 'zod';
import { decodeCursor, pageOf } from '../http/cursor.ts';
import type { Viewer } from '../http/viewer.ts';
import type { SeatRule } from '../instances/index.ts';
import { type AllocatedLine, type Allocation, allocateTrip } from './allocation.ts';
import type { Choose, SeatDesk, SeatStep } from './desk.ts';
import { moveReservation } from './move.ts';
import { presentReservation } from './present.ts';
import { problemOfRefusal } from './problems.ts';
import type { SeatsRepo, SeatsSnapshot } from './seats.repo.ts';
import { seatingOf } from './seats.rows.ts';
import { newsIn, withNews } from './session-news.ts';

const MINUTE_MS = 60_000;

export interface Keyed {
  /** The Idempotency-Key's, null for none. */
  key: string | null;
  /** Told, before the answer, when this key was answered before. */
  onRepeat?: () => void;
}

/** One call on a reservation. */
export interface SeatCall extends Keyed {
  instanceId: string;
  reservationId: string;
}

/** What seats ask of those who plan trips, who know seats. */
export type IsTrip = (tripId: string) => Promise<boolean>;

/** Seats of instances, for routes, live and the agenda. Refusals of the model are thrown as what clients are told. */
export class SeatsService {
  readonly repo: SeatsRepo;
  /** The trips domain's. */
  isTrip: IsTrip = () => Promise.resolve(false);
  readonly #desk: SeatDesk;
  readonly #trips = new Map<string, Promise<unknown>>();

  constructor(repo: SeatsRepo, desk: SeatDesk) {
    this.repo = repo;
    this.#desk = desk;
  }

  /** Who may confirm at once may still ask for a hold; guests always hold. */
  async reserve(
    viewer: Viewer,
    instanceId: string,
    input: ReservationCreate,
    { id, key, onRepeat }: Keyed & { id: string },
  ): Promise<ReservationView> {
    const { kind, seats, partyName, waitlist, tripId = null } = input;
    const holdMs = input.hold || viewer.isGuest ? input.holdMinutes * MINUTE_MS : null;
    const choose: Choose = ({ priceMinor }) => ({
      type: 'reserve',
      key,
      party: { id, kind, seats, partyName, priceMinor, tripId, userId: viewer.userId },
      holdMs,
      waitlist,
    });
    return this.#done(instanceId, choose, onRepeat);
  }

  /** For a call whose body is refused: what was answered to its key before, or else this refusal, kept under it. */
  refuse(instanceId: string, { key, onRepeat }: Keyed, refused: AppError): Promise<ReservationView> {
    const { code, message, fields } = refused;
    const refusal = { code: 'unreadable', problem: { code, message, fields } } as const;
    return this.#done(instanceId, () => ({ type: 'refuse', key, refusal }), onRepeat);
  }

  step(
    type: 'confirm' | 'cancel' | 'check-in' | 'no-show',
    { instanceId, reservationId: id, key, onRepeat }: SeatCall,
  ): Promise<ReservationView> {
    return this.#done(instanceId, () => ({ type, key, id }), onRepeat);
  }

  /** Seats first: when they are refused the name stays too. @throws AppError `not-allowed` with `onlyHolds`. */
  async patch(
    call: SeatCall,
    { seats, partyName }: ReservationPatch,
    { onlyHolds = false }: { onlyHolds?: boolean } = {},
  ): Promise<ReservationView> {
    const { instanceId, reservationId: id, key } = call;
    let view: ReservationView | null = null;
    if (seats !== undefined) {
      view = await this.#done(instanceId, ({ state }) => {
        if (onlyHolds) refuseMoreConfirmed(state, id, seats);
        return { type: 'resize', key, id, seats };
      });
    }
    if (partyName !== undefined) {
      const nameKey = key === null ? null : `${key} name`;
      view = await this.#done(instanceId, () => ({ type: 'rename', key: nameKey, id, partyName }));
    }
    return view ?? this.one(instanceId, id);
  }

  async move({ instanceId, reservationId, key }: SeatCall, to: string): Promise<ReservationView> {
    if (to === instanceId) return this.one(instanceId, reservationId);
    const step = await moveReservation(this.#desk, { from: instanceId, to, reservationId, key });
    return viewOf(step, reservationId);
  }

  /** The whole allocation of a trip, all or nothing. Allocations of one trip wait for each other. */
  allocate(allocation: Allocation): Promise<AllocatedLine[]> {
    const { tripId } = allocation;
    const before = this.#trips.get(tripId) ?? Promise.resolve();
    const work = before.then(() => allocateTrip({ desk: this.#desk, repo: this.repo }, allocation));
    const over = work
      .catch(() => undefined)
      .finally(() => {
        if (this.#trips.get(tripId) === over) this.#trips.delete(tripId);
      });
    this.#trips.set(tripId, over);
    return work;
  }

  /** Where a trip has seats or had some. */
  instancesOfTrip(tripId: string): Promise<string[]> {
    return this.repo.ofTrip(tripId);
  }

  /** What these trips have now, by trip; nothing for those that have nothing. */
  async ofTrips(tripIds: readonly string[]): Promise<ReadonlyMap<string, ReservationView[]>> {
    const found = new Map<string, ReservationView[]>();
    for (const { id, state, nowMs } of await this.repo.readAll(await this.repo.ofTrip(...tripIds))) {
      const settled = expireHolds(state, nowMs).state;
      for (const one of settled.reservations) {
        if (one.tripId === null || isOver(one.state) || !tripIds.includes(one.tripId)) continue;
        found.set(one.tripId, [...(found.get(one.tripId) ?? []), presentReservation(id, settled, one)]);
      }
    }
    return found;
  }

  readonly settle = async (instanceId: string): Promise<void> => {
    await this.#desk.act(instanceId, () => ({ type: 'settle', key: null }));
  };

  async counts(instanceId: string): Promise<SeatCountsView> {
    return countsOf(await this.#read(instanceId));
  }

  /** Of those that exist, in no particular order. */
  async countsOfAll(instanceIds: readonly string[]): Promise<SeatCountsView[]> {
    return (await this.repo.readAll(instanceIds, { answers: false })).map(countsOf);
  }

  /** In order of arrival, with what is over: the history. */
  async list(
    instanceId: string,
    { limit, cursor }: { limit: number; cursor?: string | undefined },
  ): Promise<{ items: ReservationView[]; nextCursor: string | null }> {
    const { state } = await this.#now(instanceId);
    const after = decodeCursor(z.tuple([z.int().min(0), z.string()]), cursor);
    const rest = state.reservations.map((one, index) => ({ one, index })).slice(shown(state, after));
    return pageOf(
      rest,
      limit,
      ({ one }) => presentReservation(instanceId, state, one),
      ({ one, index }) => [index, one.id],
    );
  }

  async one(instanceId: string, reservationId: string): Promise<ReservationView> {
    const { state } = await this.#now(instanceId);
    return viewOf({ state, instanceId }, reservationId);
  }

  /** Whether this is the one who booked it. One who did not come may not say they did. */
  async isOwn(viewer: Viewer, instanceId: string, reservationId: string): Promise<boolean> {
    const snapshot = await this.repo.read(instanceId);
    const one = snapshot?.state.reservations.find(({ id }) => id === reservationId);
    return one?.userId === viewer.userId && one.state !== 'noShow';
  }

  /**
   * What a change of an instance does to its seats: fields for the same guarded update. Decided on a state that is
   * at least as new as the one the update is guarded by, so a booking in between makes the update try again.
   * @throws AppError `below-taken`; `completed` for one that is over and had people.
   */
  readonly rule: SeatRule = async (before, change) => {
    const status = change.status ?? before.status;
    const resized = change.capacityMin !== undefined || change.capacityMax !== undefined;
    const isNews = newsIn(before, change) !== null;
    if (!resized && status === before.status && !isNews) return {};
    const snapshot = await this.repo.read(before._id.toHexString());
    if (!snapshot || snapshot.state.reservations.length === 0) return {};
    const news = withNews(snapshot, before, change);
    if (!resized && status === before.status) return { ...news };
    const { nowMs } = snapshot;
    let { state } = snapshot;
    if (status === 'cancelled') {
      state = allowed(applySeatAction(state, { type: 'cancel-instance', key: null }, nowMs));
    } else {
      const { capacityMin = state.capacityMin, capacityMax = state.capacityMax } = change;
      const set = { type: 'set-capacity', key: null, capacityMin, capacityMax } as const;
      state = allowed(applySeatAction(state, set, nowMs));
      state = applySeatAction({ ...state, status }, { type: 'settle', key: null }, nowMs).state;
    }
    return { ...seatingOf(state, nowMs), ...news };
  };

  async #done(instanceId: string, choose: Choose, onRepeat?: () => void): Promise<ReservationView> {
    let isRepeat = false;
    const step = await this.#desk.act(instanceId, (now) => {
      const action = choose(now);
      isRepeat = action.key !== null && now.state.answers.some(({ key }) => key === action.key);
      return action;
    });
    if (isRepeat) onRepeat?.();
    if (step.refusal) throw problemOfRefusal(step.refusal);
    return viewOf(step, step.reservation?.id ?? '', step.told);
  }

  async #read(instanceId: string): Promise<SeatsSnapshot> {
    const snapshot = await this.repo.read(instanceId);
    if (!snapshot) throw new AppError('not-found', 'There is no such instance.');
    return snapshot;
  }

  /** With lapsed holds shown as what they are, whether or not somebody has written it down yet. */
  async #now(instanceId: string): Promise<SeatsSnapshot> {
    const snapshot = await this.#read(instanceId);
    return { ...snapshot, state: expireHolds(snapshot.state, snapshot.nowMs).state };
  }
}

const countsOf = ({ id, state, nowMs }: SeatsSnapshot): SeatCountsView => seatCountsView(id, state, nowMs);

/** How many were on the pages before. One that came back from elsewhere stands at the end, and those behind it move up. */
function shown({ reservations }: SeatState, after: readonly [index: number, id: string] | null): number {
  if (!after) return 0;
  const [index, id] = after;
  const at = reservations.findIndex((one) => one.id === id);
  return at >= 0 && at <= index ? at + 1 : index;
}

function viewOf(
  { state, instanceId }: Pick<SeatStep, 'state' | 'instanceId'>,
  id: string,
  told: Told | null = null,
): ReservationView {
  const one = state.reservations.find((reservation) => reservation.id === id);
  if (!one) throw problemOfRefusal({ code: 'unknown-reservation' });
  return presentReservation(instanceId, state, one, told ?? undefined);
}

/** Who always holds does not grow past it either. */
function refuseMoreConfirmed({ reservations }: SeatState, id: string, seats: number): void {
  const one = reservations.find((reservation) => reservation.id === id);
  if (!one || !isTaken(one.state) || seats <= one.seats) return;
  throw new AppError('not-allowed', 'Your seats are confirmed. Book the others anew, and confirm those too.');
}

function allowed({ state, refusal }: SeatResult): SeatResult['state'] {
  if (refusal) throw problemOfRefusal(refusal);
  return state;
}
