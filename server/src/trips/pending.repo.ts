import { type Connection, mongo } from 'mongoose';
import type { Clock } from '@ensemble/shared';
import type { FinishedAllocation, PendingAllocation } from './trips.models.ts';

/** So many ended calls are remembered a trip, for repeats that come late. */
const REMEMBERED = 50;

interface Row {
  _id: mongo.ObjectId;
  version: number;
  pending: PendingAllocation | null;
  finished: FinishedAllocation[];
  wasAllocated: boolean;
  updatedAt: Date;
}

/**
 * Which allocation of a trip is being carried out: one at a time, whatever the node. Each change is one guarded
 * update of the trip. Only an allocation that changed something raises the trip's `version`.
 */
export class PendingRepo {
  readonly #trips: mongo.Collection<Row>;
  readonly #clock: Clock;

  constructor(connection: Connection, clock: Clock) {
    if (!connection.db) throw new Error('the store is not connected');
    this.#trips = connection.db.collection<Row>('trips');
    this.#clock = clock;
  }

  /**
   * False when another one is under way or has ended since the trip had `version`: `others` may then lack what that
   * one took. Also when the trip is gone.
   */
  async begin(tripId: string, version: number, pending: PendingAllocation): Promise<boolean> {
    const { matchedCount } = await this.#trips.updateOne(
      { _id: new mongo.ObjectId(tripId), version, pending: null, 'finished.call': { $ne: pending.call } },
      { $set: { pending } },
    );
    return matchedCount === 1;
  }

  /** Keeps others from carrying out the same for a while; for sparing work only, since nothing breaks if they do. */
  async prolong(tripId: string, call: string, until: Date): Promise<void> {
    await this.#trips.updateOne(
      { _id: new mongo.ObjectId(tripId), 'pending.call': call },
      { $set: { 'pending.until': until } },
    );
  }

  /** Does nothing when somebody else was faster. */
  async end(tripId: string, { call, refusal }: FinishedAllocation, hasSeats: boolean): Promise<void> {
    await this.#trips.updateOne(
      { _id: new mongo.ObjectId(tripId), 'pending.call': call },
      {
        $set: {
          pending: null,
          ...(refusal ? {} : { updatedAt: new Date(this.#clock.now()) }),
          ...(hasSeats ? { wasAllocated: true } : {}),
        },
        $push: { finished: { $each: [{ call, refusal }], $slice: -REMEMBERED } },
        ...(refusal ? {} : { $inc: { version: 1 } }),
      },
    );
  }

  /** Trips whose allocation nobody carries on. */
  async abandoned(nowMs: number, limit: number): Promise<string[]> {
    const rows = await this.#trips
      .find({ 'pending.until': { $lte: new Date(nowMs) } }, { projection: { _id: 1 } })
      .limit(limit)
      .toArray();
    return rows.map(({ _id }) => _id.toHexString());
  }

  /** Only as it was read, and while nothing is being allocated. */
  async delete(tripId: string, version: number): Promise<boolean> {
    const filter = { _id: new mongo.ObjectId(tripId), version, pending: null };
    return (await this.#trips.deleteOne(filter)).deletedCount === 1;
  }
}
