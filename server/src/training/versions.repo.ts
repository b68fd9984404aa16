import { type Connection, type Model, Schema, Types } from 'mongoose';
import type { OutlineVersionView } from '@ensemble/shared/training';

export type VersionRow = Omit<OutlineVersionView, 'createdAt'> & {
  /** The generated version its outline goes back to: itself, or the one accepted when it was kept; null: none. */
  baseVersionId: string | null;
  createdAt: Date;
};

type Stored = Omit<VersionRow, 'id'> & { _id: Types.ObjectId };

const version = ({ _id, ...row }: Stored): VersionRow => ({ ...row, id: _id.toHexString() });

export interface VersionFilter {
  draftId: string;
  /** Those of kind `published` that are shown. */
  publishedVersionIds: readonly string[];
}

const shown = ({ draftId, publishedVersionIds }: VersionFilter): Record<string, unknown> => ({
  draftId,
  $or: [
    { kind: { $ne: 'published' } },
    { _id: { $in: publishedVersionIds.map((id) => new Types.ObjectId(id)) } },
  ],
});

export class VersionsRepo {
  readonly #rows: Model<Stored>;

  constructor(connection: Connection) {
    const mixed = { type: Schema.Types.Mixed, required: true } as const;
    const optional = { type: String, default: null } as const;
    const schema = new Schema<Stored>(
      {
        draftId: { type: String, required: true },
        number: { type: Number, required: true },
        kind: { type: String, required: true },
        label: { type: String, default: '' },
        persona: optional,
        maker: optional,
        ragWeight: { type: Number, default: null },
        prompt: { type: String, default: '' },
        metadata: mixed,
        outline: mixed,
        sources: { type: [Schema.Types.Mixed], default: [] } as never,
        createdBy: mixed,
        baseVersionId: optional,
        createdAt: { type: Date, required: true },
      },
      { versionKey: false, autoIndex: false, minimize: false },
    );
    schema.index({ draftId: 1, number: 1 }, { unique: true });
    schema.index({ 'createdBy.id': 1 });
    this.#rows = connection.model<Stored>('OutlineVersion', schema, 'outline_versions');
  }

  async init(): Promise<void> {
    await this.#rows.createIndexes();
  }

  async find(draftId: string, id: string): Promise<VersionRow | null> {
    const row = await this.#rows.findOne({ _id: new Types.ObjectId(id), draftId }).lean<Stored>();
    return row && version(row);
  }

  async insert({ id, ...fields }: VersionRow): Promise<VersionRow> {
    await this.#rows.create({ ...fields, _id: new Types.ObjectId(id) });
    return { id, ...fields };
  }

  /** Oldest first. */
  async all(filter: VersionFilter, kind?: VersionRow['kind']): Promise<VersionRow[]> {
    const rows = await this.#rows
      .find({ $and: [shown(filter), kind === undefined ? {} : { kind }] })
      .sort({ number: 1 })
      .lean<Stored[]>();
    return rows.map(version);
  }

  /** Newest first, of a number below `before`. */
  async page(filter: VersionFilter, limit: number, before: number | null): Promise<VersionRow[]> {
    const rows = await this.#rows
      .find({ $and: [shown(filter), before === null ? {} : { number: { $lt: before } }] })
      .sort({ number: -1 })
      .limit(limit)
      .lean<Stored[]>();
    return rows.map(version);
  }

  async counts(filter: VersionFilter): Promise<{ versionCount: number; aiVersionCount: number }> {
    const [versionCount, aiVersionCount] = await Promise.all([
      this.#rows.countDocuments(shown(filter)),
      this.#rows.countDocuments({ draftId: filter.draftId, kind: 'ai' }),
    ]);
    return { versionCount, aiVersionCount };
  }

  count(draftId: string, kind: VersionRow['kind']): Promise<number> {
    return this.#rows.countDocuments({ draftId, kind });
  }

  /** Only the newest `most` of the kind stay, and those named. */
  async trim(draftId: string, kind: VersionRow['kind'], most: number, but: readonly string[]): Promise<void> {
    const old = await this.#rows
      .find({ draftId, kind, _id: { $nin: but.map((id) => new Types.ObjectId(id)) } }, { _id: 1 })
      .sort({ number: -1 })
      .skip(most)
      .lean<Pick<Stored, '_id'>[]>();
    if (old.length > 0) await this.#rows.deleteMany({ _id: { $in: old.map(({ _id }) => _id) } });
  }

  async delete(draftId: string, id: string): Promise<void> {
    await this.#rows.deleteOne({ _id: new Types.ObjectId(id), draftId });
  }

  async eraseDraft(draftId: string): Promise<void> {
    await this.#rows.deleteMany({ draftId });
  }

  async reassign(fromUserId: string, to: { id: string; name: string }): Promise<void> {
    await this.#rows.updateMany({ 'createdBy.id': fromUserId }, { $set: { createdBy: to } });
  }
}
