import { setTimeout as pause } from 'node:timers/promises';
import { AppError, type Clock, type ErrorCode } from '@ensemble/shared';
import type { SeatsService } from '../seats/index.ts';
import type { PendingRepo } from './pending.repo.ts';
import type { AllocationRefusal, PendingAllocation, TripRow } from './trips.models.ts';
import type { Records } from '../records/index.ts';

/** After this long without an end, an allocation counts as left behind and whoever comes carries it on. */
const LEASE_MS = 5_000;
const PATIENCE_MS = 20_000;
const LOOK_AGAIN_MS = 25;

export interface AllocationsDeps {
  trips: Records<TripRow>;
  pending: PendingRepo;
  seats: SeatsService;
  clock: Clock;
}

export interface AllocationCall {
  /** The same for a repeat of the same call, across nodes and restarts. */
  call: string;
  lines: readonly { instanceId: string; seats: number }[];
  userId: string | null;
}

/**
 * A trip's allocations one after the other, on however many nodes. What is to be done is written on the trip before
 * anything is done; when its node dies, the next call, or the clockwork, first carries it to its end. Two nodes that
 * carry out the same one do no harm: each of its steps takes effect once (server/src/seats/allocation.ts).
 */
export class TripAllocations {
  readonly #deps: AllocationsDeps;

  constructor(deps: AllocationsDeps) {
    this.#deps = deps;
  }

  /** @throws AppError of the refusal, of the first call for a repeat; `not-found`; `request-in-progress`. */
  async allocate(tripId: string, { call, lines, userId }: AllocationCall): Promise<void> {
    const { trips, pending, seats, clock } = this.#deps;
    for (const began = performance.now(); performance.now() - began < PATIENCE_MS;) {
      const trip = await trips.get(tripId);
      const ended = trip.finished.find((one) => one.call === call);
      if (ended) {
        if (ended.refusal) throw refused(ended.refusal);
        return;
      }
      if (trip.pending === null) {
        const mine: PendingAllocation = {
          call,
          // In one order for all trips: two that want the same sessions meet at the first of them.
          lines: lines
            .toSorted((a, b) => (a.instanceId < b.instanceId ? -1 : 1))
            .map((line) => ({ ...line })),
          others: await seats.instancesOfTrip(tripId),
          partyName: trip.title.slice(0, 120),
          userId,
          until: new Date(clock.now() + LEASE_MS),
        };
        if (await pending.begin(tripId, trip.version, mine)) await this.#carryOut(tripId, mine);
      } else if (trip.pending.call === call || this.#isLeftBehind(trip.pending)) {
        await this.#carryOn(tripId, trip.pending);
      } else await pause(LOOK_AGAIN_MS);
    }
    throw new AppError('request-in-progress', 'Another allocation of this trip is still running. Try again.');
  }

  /** Carries what is left behind to its end. */
  async finish(tripId: string): Promise<void> {
    const trip = await this.#deps.trips.repo.find(tripId);
    if (trip?.pending && this.#isLeftBehind(trip.pending)) await this.#carryOn(tripId, trip.pending);
  }

  #isLeftBehind({ until }: PendingAllocation): boolean {
    return until.getTime() <= this.#deps.clock.now();
  }

  async #carryOn(tripId: string, pending: PendingAllocation): Promise<void> {
    await this.#deps.pending.prolong(tripId, pending.call, new Date(this.#deps.clock.now() + LEASE_MS));
    await this.#carryOut(tripId, pending);
  }

  /** What is not a refusal is our own trouble: the allocation stays to be carried on. */
  async #carryOut(
    tripId: string,
    { call, lines, others, partyName, userId }: PendingAllocation,
  ): Promise<void> {
    let refusal: AllocationRefusal | null = null;
    try {
      await this.#deps.seats.allocate({ tripId, partyName, userId, lines, others, key: call });
    } catch (error) {
      if (!(error instanceof AppError) || error.status >= 500) throw error;
      const { code, message, fields, details } = error;
      refusal = { code, message, fields: [...fields], details };
    }
    await this.#deps.pending.end(tripId, { call, refusal }, refusal === null && lines.length > 0);
  }
}

const refused = ({ code, message, fields, details }: AllocationRefusal): AppError =>
  new AppError(code as ErrorCode, message, { fields, details });
