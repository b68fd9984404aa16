import { type Connection, Schema, Types } from 'mongoose';
import type { ContributionMix, SessionMetadata, SessionOutline } from '@ensemble/shared/training';

/** A session's content as it went out, or as an attempt would send it out. Never changed, only taken back. */
export interface ContentRow {
  _id: Types.ObjectId;
  sessionId: string;
  draftId: string;
  /** For how long it took. */
  draftCreatedAt: Date;
  number: number;
  metadata: SessionMetadata;
  outline: SessionOutline;
  readinessScore: number;
  acceptedVersionId: string | null;
  mix: ContributionMix;
  publishedAt: Date;
  publishedBy: { id: string; name: string };
}

export type NewContent = Omit<ContentRow, '_id'>;

export type PublishedMoment = Pick<
  ContentRow,
  '_id' | 'draftId' | 'draftCreatedAt' | 'number' | 'publishedAt'
>;

const objectId = (id: string): Types.ObjectId => new Types.ObjectId(id);

export class ContentsRepo {
  readonly #rows;

  constructor(connection: Connection) {
    const text = { type: String, required: true } as const;
    const whole = { type: Schema.Types.Mixed, required: true } as const;
    const schema = new Schema<ContentRow>(
      {
        sessionId: text,
        draftId: text,
        draftCreatedAt: { type: Date, required: true },
        number: { type: Number, required: true },
        metadata: whole,
        outline: whole,
        readinessScore: { type: Number, required: true },
        acceptedVersionId: { type: String, default: null },
        mix: whole,
        publishedAt: { type: Date, required: true },
        publishedBy: whole,
      },
      { versionKey: false, autoIndex: false, minimize: false },
    );
    schema.index({ sessionId: 1, number: 1 });
    schema.index({ draftId: 1 });
    schema.index({ publishedAt: 1 });
    schema.index({ 'publishedBy.id': 1 });
    this.#rows = connection.model<ContentRow>('TrainingContent', schema, 'training_content_versions');
  }

  async init(): Promise<void> {
    await this.#rows.createIndexes();
  }

  find(id: string): Promise<ContentRow | null> {
    return this.#rows.findById(id).lean<ContentRow>();
  }

  /** Newest first. */
  findMany(ids: readonly string[]): Promise<ContentRow[]> {
    return this.#rows
      .find({ _id: { $in: ids.map(objectId) } })
      .sort({ number: -1, _id: -1 })
      .lean<ContentRow[]>();
  }

  /** Without the outlines, for lists. */
  async heads(ids: readonly string[]): Promise<ReadonlyMap<string, Omit<ContentRow, 'outline'>>> {
    const rows = await this.#rows
      .find({ _id: { $in: ids.map(objectId) } }, { outline: 0 })
      .lean<Omit<ContentRow, 'outline'>[]>();
    return new Map(rows.map((row) => [row._id.toHexString(), row]));
  }

  /** Which versions were written between two moments, out or not. `draftIds` null: of all. */
  between(from: Date, to: Date, draftIds: readonly string[] | null): Promise<PublishedMoment[]> {
    return this.#rows
      .find(
        {
          publishedAt: { $gte: from, $lt: to },
          ...(draftIds === null ? {} : { draftId: { $in: [...draftIds] } }),
        },
        { draftId: 1, draftCreatedAt: 1, number: 1, publishedAt: 1 },
      )
      .sort({ publishedAt: 1, _id: 1 })
      .lean<PublishedMoment[]>();
  }

  /** Safe to repeat: the first one stays. */
  async put(id: string, content: NewContent): Promise<void> {
    await this.#rows.updateOne({ _id: objectId(id) }, { $setOnInsert: content }, { upsert: true });
  }

  async remove(id: string): Promise<void> {
    await this.#rows.deleteOne({ _id: objectId(id) });
  }

  async removeOfDraft(draftId: string): Promise<void> {
    await this.#rows.deleteMany({ draftId });
  }

  async handOver(fromUserId: string, toUserId: string): Promise<void> {
    await this.#rows.updateMany({ 'publishedBy.id': fromUserId }, { $set: { 'publishedBy.id': toUserId } });
  }
}
