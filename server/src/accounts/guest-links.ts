import { type Connection, Schema } from 'mongoose';
import type { Clock } from '@ensemble/shared';
import type { Log } from '../log.ts';

/** Moves what one part of the product keeps for a guest to the account; must be safe to repeat. */
export type GuestHandOver = (guestId: string, accountId: string) => Promise<void>;

interface Row {
  _id: string;
  accountId: string;
  createdAt: Date;
  done: boolean;
}

/**
 * A guest became an account. What they logged goes with them, whatever happens in between: the link is
 * written first, and hand-overs that did not finish are run again at the next start.
 */
export class GuestLinks {
  readonly #rows;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #handOvers: GuestHandOver[] = [];

  constructor(connection: Connection, clock: Clock, log: Log) {
    const schema = new Schema<Row>(
      {
        _id: { type: String, required: true },
        accountId: { type: String, required: true },
        createdAt: { type: Date, required: true },
        done: { type: Boolean, required: true },
      },
      { versionKey: false, autoIndex: false },
    );
    schema.index({ done: 1 });
    this.#rows = connection.model<Row>('GuestLink', schema, 'guest_links');
    this.#clock = clock;
    this.#log = log;
  }

  async init(): Promise<void> {
    await this.#rows.createIndexes();
  }

  register(handOver: GuestHandOver): void {
    this.#handOvers.push(handOver);
  }

  async link(guestId: string, accountId: string): Promise<void> {
    if (guestId === accountId) return;
    await this.#rows.updateOne(
      { _id: guestId },
      { $set: { accountId }, $setOnInsert: { createdAt: new Date(this.#clock.now()), done: false } },
      { upsert: true },
    );
    await this.#handOver(guestId, accountId);
  }

  /** Finishes what an earlier run of the server left half done. */
  async resume(): Promise<void> {
    for (const row of await this.#rows.find({ done: false }).lean())
      await this.#handOver(row._id, row.accountId);
  }

  async #handOver(guestId: string, accountId: string): Promise<void> {
    try {
      for (const handOver of this.#handOvers) await handOver(guestId, accountId);
      await this.#rows.updateOne({ _id: guestId }, { $set: { done: true } });
    } catch (error) {
      this.#log.error(
        { err: error },
        'hand-over from guest to account failed; it runs again at the next start',
      );
    }
  }
}
