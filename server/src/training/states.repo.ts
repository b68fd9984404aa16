import { type Connection, type Model, Schema, Types } from 'mongoose';
import type { DraftContent } from './drafts.port.ts';

/** A state of a draft that one can go back to. */
export interface SavedState extends DraftContent {
  id: string;
  draftId: string;
  /** The state the draft was in before this one; null for the first. */
  parentId: string | null;
  digest: string;
  at: Date;
}

type Stored = Omit<SavedState, 'id'> & { _id: Types.ObjectId };

const state = ({ _id, ...row }: Stored): SavedState => ({ ...row, id: _id.toHexString() });

export class StatesRepo {
  readonly #rows: Model<Stored>;

  constructor(connection: Connection) {
    const schema = new Schema<Stored>(
      {
        draftId: { type: String, required: true },
        parentId: { type: String, default: null },
        digest: { type: String, required: true },
        metadata: { type: Schema.Types.Mixed, required: true },
        outline: { type: Schema.Types.Mixed, required: true },
        prompt: { type: String, default: '' },
        at: { type: Date, required: true },
      },
      { versionKey: false, autoIndex: false, minimize: false },
    );
    schema.index({ draftId: 1, at: -1 });
    this.#rows = connection.model<Stored>('DraftState', schema, 'draft_states');
  }

  async init(): Promise<void> {
    await this.#rows.createIndexes();
  }

  async find(draftId: string, id: string): Promise<SavedState | null> {
    const row = await this.#rows.findOne({ _id: new Types.ObjectId(id), draftId }).lean<Stored>();
    return row && state(row);
  }

  /** Safe to repeat. */
  async put({ id, ...fields }: SavedState): Promise<void> {
    await this.#rows.replaceOne({ _id: new Types.ObjectId(id) }, fields, { upsert: true });
  }

  async delete(id: string): Promise<void> {
    await this.#rows.deleteOne({ _id: new Types.ObjectId(id) });
  }

  /** Only the newest `most` stay. */
  async trim(draftId: string, most: number): Promise<void> {
    const old = await this.#rows
      .find({ draftId }, { _id: 1 })
      .sort({ at: -1, _id: -1 })
      .skip(most)
      .lean<Pick<Stored, '_id'>[]>();
    if (old.length > 0) await this.#rows.deleteMany({ _id: { $in: old.map(({ _id }) => _id) } });
  }

  async eraseDraft(draftId: string): Promise<void> {
    await this.#rows.deleteMany({ draftId });
  }
}
