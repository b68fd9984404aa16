import { randomUUID } from 'node:crypto';
import { type Connection, Schema } from 'mongoose';
import type { Clock } from '@ensemble/shared';

interface Row {
  _id: string;
  holder: string;
  until: Date;
}

/** Of several nodes one holds a lease at a time; one that dies loses it when it runs out. */
export class Leases {
  readonly #rows;
  readonly #clock: Clock;
  readonly #holder = randomUUID();

  constructor(connection: Connection, clock: Clock) {
    const schema = new Schema<Row>(
      {
        _id: { type: String, required: true },
        holder: { type: String, required: true },
        until: { type: Date, required: true },
      },
      { versionKey: false, autoIndex: false },
    );
    this.#rows = connection.model<Row>('SchedulerLease', schema, 'scheduler_leases');
    this.#clock = clock;
  }

  /** Takes or renews; false while another node holds it. */
  async hold(name: string, forMs: number): Promise<boolean> {
    const now = this.#clock.now();
    try {
      await this.#rows.findOneAndUpdate(
        { _id: name, $or: [{ holder: this.#holder }, { until: { $lte: new Date(now) } }] },
        { $set: { holder: this.#holder, until: new Date(now + forMs) } },
        { upsert: true },
      );
      return true;
    } catch (error) {
      if ((error as { code?: unknown }).code === 11000) return false;
      throw error;
    }
  }

  /** For the only node of a store, at its start: whoever held these was killed. */
  async clear(): Promise<void> {
    await this.#rows.deleteMany({});
  }

  async release(name: string): Promise<void> {
    await this.#rows.deleteOne({ _id: name, holder: this.#holder });
  }
}
