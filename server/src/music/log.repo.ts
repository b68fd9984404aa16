import { type Connection, Schema, Types } from 'mongoose';
import type { Clock } from '@ensemble/shared';
import type { TuneLogRow } from '@ensemble/shared/music/tune-log';

/**
 * The projection of a tune log: one document an evening, so that a save replaces all of its rows at once
 * and nobody ever reads half of an old order and half of a new one.
 */
export interface LogDocument {
  _id: Types.ObjectId;
  sessionId: Types.ObjectId;
  /** The evening's local date. */
  date: string;
  rows: StoredLogRow[];
  notes: string;
  updatedAt: Date;
}

/** References as ObjectIds, so that they can be looked up and indexed; the rest as projected. */
export type StoredLogRow = Omit<TuneLogRow, 'tuneId' | 'loggedBy'> & {
  tuneId: Types.ObjectId | null;
  loggedBy: Types.ObjectId | null;
};

const objectId = (id: string | null): Types.ObjectId | null =>
  id !== null && /^[0-9a-f]{24}$/.test(id) ? new Types.ObjectId(id) : null;

export class LogRepo {
  readonly #logs;
  readonly #clock: Clock;

  constructor(connection: Connection, clock: Clock) {
    const schema = new Schema<LogDocument>(
      {
        _id: { type: Schema.Types.ObjectId, required: true },
        sessionId: { type: Schema.Types.ObjectId, required: true },
        date: { type: String, required: true },
        rows: [
          new Schema<StoredLogRow>(
            {
              id: { type: String, required: true },
              orderNumber: { type: Number, required: true },
              tuneId: { type: Schema.Types.ObjectId, default: null },
              name: { type: String, default: null },
              key: { type: String, default: null },
              settingId: { type: Number, default: null },
              continuesSet: { type: Boolean, required: true },
              playedTimestamp: { type: String, default: null },
              insertedTimestamp: { type: String, default: null },
              loggedBy: { type: Schema.Types.ObjectId, default: null },
            },
            { _id: false, id: false },
          ),
        ],
        notes: { type: String, default: '' },
        updatedAt: { type: Date, required: true },
      },
      { versionKey: false, autoIndex: false, minimize: false },
    );
    schema.index({ 'rows.tuneId': 1 });
    schema.index({ 'rows.loggedBy': 1 });
    schema.index({ sessionId: 1, date: -1 });
    this.#logs = connection.model<LogDocument>('TuneLog', schema, 'tune_logs');
    this.#clock = clock;
  }

  async init(): Promise<void> {
    await this.#logs.createIndexes();
  }

  async replace(
    evening: { instanceId: string; sessionId: string; date: string },
    rows: readonly TuneLogRow[],
    notes: string,
  ): Promise<void> {
    const stored = rows.map((row): StoredLogRow => ({
      ...row,
      tuneId: objectId(row.tuneId),
      loggedBy: objectId(row.loggedBy),
    }));
    await this.#logs.updateOne(
      { _id: new Types.ObjectId(evening.instanceId) },
      {
        $set: {
          sessionId: new Types.ObjectId(evening.sessionId),
          date: evening.date,
          rows: stored,
          notes,
          updatedAt: new Date(this.#clock.now()),
        },
      },
      { upsert: true },
    );
  }

  /** The evening was moved to another day: what is listed by date follows. */
  async setDate(instanceId: string, date: string): Promise<void> {
    await this.#logs.updateOne(
      { _id: new Types.ObjectId(instanceId), date: { $ne: date } },
      { $set: { date } },
    );
  }

  find(instanceId: string): Promise<LogDocument | null> {
    return this.#logs.findById(instanceId).lean<LogDocument>();
  }

  async delete(instanceIds: readonly string[]): Promise<void> {
    await this.#logs.deleteMany({ _id: { $in: instanceIds.map((id) => new Types.ObjectId(id)) } });
  }

  /** How many tunes each evening has. */
  async counts(instanceIds: readonly string[]): Promise<Map<string, number>> {
    const ids = instanceIds.map((id) => new Types.ObjectId(id));
    const found = await this.#logs.aggregate<{ _id: Types.ObjectId; count: number }>([
      { $match: { _id: { $in: ids } } },
      { $project: { count: { $size: '$rows' } } },
    ]);
    return new Map(found.map(({ _id, count }) => [_id.toHexString(), count]));
  }

  /** How often each tune was played at a session, most often first. */
  async playedAt(sessionId: string, limit: number): Promise<{ tuneId: string; count: number }[]> {
    const found = await this.#logs.aggregate<{ _id: Types.ObjectId; count: number }>([
      { $match: { sessionId: new Types.ObjectId(sessionId) } },
      { $unwind: '$rows' },
      { $match: { 'rows.tuneId': { $ne: null } } },
      { $group: { _id: '$rows.tuneId', count: { $sum: 1 } } },
      { $sort: { count: -1, _id: 1 } },
      { $limit: limit },
    ]);
    return found.map(({ _id, count }) => ({ tuneId: _id.toHexString(), count }));
  }

  /** Evenings at which a tune was played, newest first; `sessionIds` null means any session. */
  async eveningsWith(
    tuneId: string,
    sessionIds: readonly string[] | null,
    limit: number,
  ): Promise<LogDocument[]> {
    return this.#logs
      .find({
        'rows.tuneId': new Types.ObjectId(tuneId),
        ...(sessionIds ? { sessionId: { $in: sessionIds.map((id) => new Types.ObjectId(id)) } } : {}),
      })
      .sort({ date: -1, _id: 1 })
      .limit(limit)
      .lean<LogDocument[]>();
  }

  /** Evenings with entries that this user logged, newest first. */
  async eveningsLoggedBy(userId: string, limit: number): Promise<string[]> {
    const found = await this.#logs
      .find({ 'rows.loggedBy': new Types.ObjectId(userId) }, { _id: 1 })
      .sort({ date: -1 })
      .limit(limit)
      .lean();
    return found.map(({ _id }) => _id.toHexString());
  }
}
