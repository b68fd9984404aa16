import { type Connection, Schema, Types } from 'mongoose';
import type { Clock } from '@ensemble/shared';
import type { VariantView } from '@ensemble/shared/training';

export interface VariantRow extends Omit<VariantView, 'id' | 'createdAt'> {
  _id: Types.ObjectId;
  draftId: string;
  /** Of its run within the draft: lists come newest run first. */
  runNumber: number;
  /** Of its persona among those of the run. */
  place: number;
  /** What it was made by: the persona's instruction, filled in, and the person's own prompt. */
  prompt: string;
  /** Kept for good, whatever comes after it. */
  isSelected: boolean;
  createdAt: Date;
}
export type NewVariant = Omit<VariantRow, '_id' | 'isSelected' | 'createdAt'>;

/** Outlines made for drafts. One that was made is never changed, but for being selected. */
export class VariantsRepo {
  readonly #rows;
  readonly #clock: Clock;

  constructor(connection: Connection, clock: Clock) {
    const schema = new Schema<VariantRow>(
      {
        draftId: { type: String, required: true },
        jobId: { type: String, required: true },
        runNumber: { type: Number, required: true },
        place: { type: Number, required: true },
        persona: { type: String, required: true },
        label: { type: String, default: '' },
        maker: { type: String, required: true },
        model: { type: String, default: null },
        ragWeight: { type: Number, required: true },
        prompt: { type: String, default: '' },
        outline: { type: Schema.Types.Mixed, required: true },
        sources: { type: Schema.Types.Mixed, required: true },
        mix: { type: Schema.Types.Mixed, required: true },
        totalMinutes: { type: Number, required: true },
        note: { type: String, default: null },
        isSelected: { type: Boolean, default: false },
        createdAt: { type: Date, required: true },
      },
      { versionKey: false, autoIndex: false, minimize: false },
    );
    schema.index({ draftId: 1, runNumber: -1, place: 1 });
    this.#rows = connection.model<VariantRow>('Variant', schema, 'variants');
    this.#clock = clock;
  }

  async init(): Promise<void> {
    await this.#rows.createIndexes();
  }

  /** Does nothing where this id is there: a run that was carried on makes each of its variants once. */
  async add(id: string, variant: NewVariant): Promise<void> {
    await this.#rows.updateOne(
      { _id: new Types.ObjectId(id) },
      { $setOnInsert: { ...variant, isSelected: false, createdAt: new Date(this.#clock.now()) } },
      { upsert: true },
    );
  }

  find(draftId: string, id: string): Promise<VariantRow | null> {
    return this.#rows.findOne({ _id: new Types.ObjectId(id), draftId }).lean<VariantRow>();
  }

  /** Newest run first, in the order of its personas. */
  list(draftId: string): Promise<VariantRow[]> {
    return this.#rows.find({ draftId }).sort({ runNumber: -1, place: 1, _id: 1 }).lean<VariantRow[]>();
  }

  /** The newest that cites this passage. */
  citing(draftId: string, passageId: string): Promise<VariantRow | null> {
    return this.#rows
      .findOne({ draftId, 'sources.id': passageId })
      .sort({ runNumber: -1 })
      .lean<VariantRow>();
  }

  async select(draftId: string, id: string): Promise<void> {
    await this.#rows.updateOne({ _id: new Types.ObjectId(id), draftId }, { $set: { isSelected: true } });
  }

  /** Keeps the newest `most` of those that were never selected. */
  async prune(draftId: string, most: number): Promise<void> {
    const rows = await this.#rows
      .find({ draftId, isSelected: false }, { _id: 1 })
      .sort({ runNumber: -1, place: 1, _id: 1 })
      .skip(most)
      .lean<{ _id: Types.ObjectId }[]>();
    if (rows.length === 0) return;
    const ids = rows.map(({ _id }) => _id);
    await this.#rows.deleteMany({ _id: { $in: ids }, isSelected: false });
  }

  async erase(draftId: string): Promise<void> {
    await this.#rows.deleteMany({ draftId });
  }
}
