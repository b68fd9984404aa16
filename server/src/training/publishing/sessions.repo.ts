import { type Connection, Schema, Types } from 'mongoose';
import type { Clock } from '@ensemble/shared';
import type { RunView } from '@ensemble/shared/training';

/** How the day goes; the session's id is the row's. */
export type Run = Omit<RunView, 'sessionId'>;

/**
 * The training session's own record. What it says, and whether it is out at all, is on the draft's row
 * (publication.ts); here is what happens to it afterwards.
 */
export interface TrainingSessionRow {
  _id: Types.ObjectId;
  draftId: string;
  /** One of its contents, out or not, is for everybody: where lists of strangers must look. */
  maybePublic: boolean;
  run: Run | null;
  /** Holds while content `number` is current: publishing again brings the session back. */
  archived: { number: number; at: Date } | null;
  /** Archived once content `contentVersionId` of that draft is out, while its own content `number` is current. */
  replaced: Replacement | null;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

export interface Replacement {
  sessionId: string;
  draftId: string;
  contentVersionId: string;
  number: number;
}

export interface SessionsFilter {
  /** Drafts the viewer may read; null: all. */
  draftIds: readonly string[] | null;
  /** Also those of other drafts that may be public. */
  orPublic: boolean;
  running?: boolean | undefined;
}

const objectId = (id: string): Types.ObjectId => new Types.ObjectId(id);
const RUNNING = { $in: ['running', 'paused'] };

export class TrainingSessionsRepo {
  readonly #rows;
  readonly #clock: Clock;

  constructor(connection: Connection, clock: Clock) {
    const mixed = { type: Schema.Types.Mixed, default: null } as const;
    const schema = new Schema<TrainingSessionRow>(
      {
        draftId: { type: String, required: true },
        maybePublic: { type: Boolean, required: true },
        run: mixed,
        archived: mixed,
        replaced: mixed,
        version: { type: Number, required: true },
        createdAt: { type: Date, required: true },
        updatedAt: { type: Date, required: true },
      },
      { versionKey: false, autoIndex: false, minimize: false },
    );
    schema.index({ draftId: 1 }, { unique: true });
    schema.index({ createdAt: -1, _id: -1 });
    schema.index({ 'run.state': 1 });
    this.#rows = connection.model<TrainingSessionRow>('TrainingSession', schema, 'training_sessions');
    this.#clock = clock;
  }

  async init(): Promise<void> {
    await this.#rows.createIndexes();
  }

  find(id: string): Promise<TrainingSessionRow | null> {
    return this.#rows.findById(id).lean<TrainingSessionRow>();
  }

  findMany(ids: readonly string[]): Promise<TrainingSessionRow[]> {
    return this.#rows.find({ _id: { $in: ids.map(objectId) } }).lean<TrainingSessionRow[]>();
  }

  /** First published last, by making of the record. `after`: the last row's (createdAt ms, id). */
  list(
    { draftIds, orPublic, running }: SessionsFilter,
    limit: number,
    after: readonly [number, string] | null,
  ): Promise<TrainingSessionRow[]> {
    const conditions: Record<string, unknown>[] = [];
    const own = { draftId: { $in: draftIds ?? [] } };
    if (draftIds !== null) conditions.push(orPublic ? { $or: [own, { maybePublic: true }] } : own);
    if (running !== undefined) conditions.push({ 'run.state': running ? RUNNING : { $nin: RUNNING.$in } });
    if (after) {
      const createdAt = new Date(after[0]);
      conditions.push({
        $or: [{ createdAt: { $lt: createdAt } }, { createdAt, _id: { $lt: objectId(after[1]) } }],
      });
    }
    return this.#rows
      .find(conditions.length > 0 ? { $and: conditions } : {})
      .sort({ createdAt: -1, _id: -1 })
      .limit(limit)
      .lean<TrainingSessionRow[]>();
  }

  /** Makes the record, or says of the one there that one more of its contents is for everybody. Safe to repeat. */
  async ensure(id: string, draftId: string, isPublic: boolean): Promise<void> {
    const now = new Date(this.#clock.now());
    const fresh = {
      draftId,
      run: null,
      archived: null,
      replaced: null,
      version: 1,
      createdAt: now,
      updatedAt: now,
    };
    await this.#rows.updateOne(
      { _id: objectId(id) },
      isPublic
        ? { $set: { maybePublic: true }, $setOnInsert: fresh }
        : { $setOnInsert: { ...fresh, maybePublic: false } },
      { upsert: true },
    );
  }

  async setMaybePublic(id: string, maybePublic: boolean): Promise<void> {
    await this.#rows.updateOne({ _id: objectId(id) }, { $set: { maybePublic } });
  }

  async remove(id: string): Promise<void> {
    await this.#rows.deleteOne({ _id: objectId(id) });
  }

  /** One guarded update; null when the row no longer has `version`. */
  change(
    id: string,
    version: number,
    change: Partial<Pick<TrainingSessionRow, 'run' | 'archived' | 'replaced'>>,
  ): Promise<TrainingSessionRow | null> {
    return this.#rows
      .findOneAndUpdate(
        { _id: objectId(id), version },
        { $set: { ...change, updatedAt: new Date(this.#clock.now()) }, $inc: { version: 1 } },
        { returnDocument: 'after' },
      )
      .lean<TrainingSessionRow>();
  }

  /** What only says that something may be coming: nobody sees it, so it raises no version. False: another one is. */
  async markReplaced(id: string, replaced: Replacement, over: string | null): Promise<boolean> {
    const { contentVersionId } = replaced;
    const marked = await this.#rows
      .findOneAndUpdate(
        {
          _id: objectId(id),
          $or: [
            { replaced: null },
            { 'replaced.contentVersionId': contentVersionId },
            ...(over ? [{ 'replaced.contentVersionId': over }] : []),
          ],
        },
        { $set: { replaced } },
        { projection: { _id: 1 } },
      )
      .lean();
    return marked !== null;
  }

  async unmarkReplaced(id: string, contentVersionId: string): Promise<void> {
    await this.#rows.updateOne(
      { _id: objectId(id), 'replaced.contentVersionId': contentVersionId },
      { $set: { replaced: null } },
    );
  }
}
