import { randomUUID } from 'node:crypto';
import { AppError, invalidField } from '@ensemble/shared';
import { isOver, type Reservation, type SeatAction, type SeatState } from '@ensemble/shared/seats';
import { derivedId } from '../http/ids.ts';
import type { SeatDesk, SeatStep } from './desk.ts';
import { problemOfRefusal } from './problems.ts';
import type { SeatsRepo } from './seats.repo.ts';

export interface Allocation {
  tripId: string;
  partyName: string;
  userId: string | null;
  /** The whole of it: instances that are not in it are released. Empty releases all. */
  lines: readonly { instanceId: string; seats: number }[];
  /**
   * Where the trip may have had seats when this call began; asked of the store when left out. Whoever may finish
   * a call that another node began hands in the same list: the call then never touches what came after it.
   */
  others?: readonly string[];
  /** Idempotency key, null for none. */
  key: string | null;
}

export interface AllocatedLine {
  instanceId: string;
  reservation: Reservation;
}

/** What is undone when a later line is refused: only what gives seats back, which is never refused. */
interface Done {
  instanceId: string;
  reservationId: string;
  /** Seats before; 0 for a line that is new. */
  before: number;
}

/**
 * A trip's seats in several instances, all or none. First whatever needs seats, each in its instance's own guarded
 * update; when one is refused those before it are given back and the refusal is thrown, with its instance. Only
 * when all have their seats are others given up, so nothing is lost by trying.
 *
 * Each step leaves its key at its instance, also where there was nothing to do. So a call may be repeated, run twice
 * at the same time or be finished by another node after its own has died: each step takes effect once. Different
 * allocations of one trip must not run at once: the caller sees to that.
 * @throws AppError of the refusal; `not-found`; `invalid` when an instance is listed twice.
 */
export async function allocateTrip(
  { desk, repo }: { desk: SeatDesk; repo: SeatsRepo },
  { lines, key, others, ...trip }: Allocation,
): Promise<AllocatedLine[]> {
  const call = key ?? randomUUID();
  const wanted = new Map(lines.map(({ instanceId, seats }) => [instanceId, seats]));
  if (wanted.size < lines.length) throw invalidField('lines', 'must list each instance once');
  const known = others ?? (await repo.ofTrip(trip.tripId));
  const done: Done[] = [];
  for (const [instanceId, seats] of wanted) {
    const { step, before } = await need(desk, instanceId, seats, trip, call).catch(async (error: unknown) => {
      if (isGone(error)) await undo(desk, done, call);
      throw error;
    });
    if (step.refusal) {
      await undo(desk, done, call);
      throw problemOfRefusal(step.refusal, { instanceId });
    }
    if (step.reservation) done.push({ instanceId, reservationId: step.reservation.id, before });
  }
  for (const instanceId of new Set([...wanted.keys(), ...known])) {
    await unlessGone(giveUp(desk, instanceId, wanted.get(instanceId) ?? 0, trip.tripId, call));
  }
  const after = await repo.readAll([...wanted.keys()]);
  return after.flatMap(({ id, state }) => {
    const reservation = lineOfTrip(state, trip.tripId);
    return reservation ? [{ instanceId: id, reservation }] : [];
  });
}

/** The trip's living reservation here; it has at most one in an instance. */
const lineOfTrip = (state: SeatState, tripId: string): Reservation | undefined =>
  state.reservations.find((one) => one.tripId === tripId && one.kind === 'trip' && !isOver(one.state));

/** Nothing but the key: when the step comes again, there is nothing to do either, whatever has changed by then. */
const nothing = (key: string): SeatAction => ({ type: 'settle', key });

const isGone = (error: unknown): boolean => error instanceof AppError && error.code === 'not-found';

/** An instance that was deleted has no seats that could be given back. */
async function unlessGone(step: Promise<unknown>): Promise<void> {
  await step.catch((error: unknown) => {
    if (!isGone(error)) throw error;
  });
}

/** As many seats as the line wants, if it has fewer; more are given up later. */
async function need(
  desk: SeatDesk,
  instanceId: string,
  seats: number,
  { tripId, partyName, userId }: Omit<Allocation, 'lines' | 'key'>,
  call: string,
): Promise<{ step: SeatStep; before: number }> {
  let before = 0;
  const step = await desk.act(instanceId, ({ state, priceMinor }) => {
    // The key says what there was: a call that is repeated after it died half-way still knows what to undo.
    const prefix = `${call} ${instanceId} from `;
    const earlier = state.answers.find(({ key }) => key.startsWith(prefix));
    if (earlier) {
      before = Number(earlier.key.slice(prefix.length));
      return { type: 'resize', key: earlier.key, id: earlier.reservationId ?? '', seats };
    }
    const line = lineOfTrip(state, tripId);
    before = line?.seats ?? 0;
    const key = `${prefix}${before}`;
    if (line) return line.seats >= seats ? nothing(key) : { type: 'resize', key, id: line.id, seats };
    const id = derivedId('trip seats', tripId, instanceId, call);
    const party = { id, kind: 'trip' as const, seats, partyName, priceMinor, tripId, userId };
    return { type: 'reserve', key, party, holdMs: null, waitlist: false };
  });
  return { step, before };
}

async function giveUp(
  desk: SeatDesk,
  instanceId: string,
  seats: number,
  tripId: string,
  call: string,
): Promise<void> {
  await desk.act(instanceId, ({ state }) => {
    const line = lineOfTrip(state, tripId);
    const key = `${call} ${instanceId} less`;
    if (!line || line.seats <= seats) return nothing(key);
    return seats === 0 ? { type: 'cancel', key, id: line.id } : { type: 'resize', key, id: line.id, seats };
  });
}

async function undo(desk: SeatDesk, done: readonly Done[], call: string): Promise<void> {
  for (const { instanceId, reservationId: id, before } of done.toReversed()) {
    const step = desk.act(instanceId, ({ state }) => {
      const key = `${call} ${instanceId} undo`;
      const line = state.reservations.find((one) => one.id === id);
      if (before === 0) return { type: 'cancel', key, id };
      return line && line.seats > before ? { type: 'resize', key, id, seats: before } : nothing(key);
    });
    await unlessGone(step);
  }
}
