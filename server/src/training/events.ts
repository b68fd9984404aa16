import { type Connection, Schema, Types } from 'mongoose';
import type { Clock } from '@ensemble/shared';
import type { Maker, Persona, RagWeight } from '@ensemble/shared/training';

export const TRAINING_EVENTS = [
  'draft-created',
  /** A run of variants began, was through, or left nothing but the fallback. */
  'generation-started',
  'generation-ready',
  'generation-failed',
  'variant-made',
  'variant-failed',
  'variant-selected',
  'version-accepted',
  'published',
  'publish-failed',
] as const;
export type TrainingEventKind = (typeof TRAINING_EVENTS)[number];

export interface TrainingEvent {
  /** Given: recorded once, however often it is said. */
  id?: string;
  kind: TrainingEventKind;
  draftId: string;
  userId: string | null;
  persona?: Persona | null;
  maker?: Maker | null;
  /** Facts without personal content. */
  data?: Record<string, unknown>;
}

export interface RecordedEvent extends Required<TrainingEvent> {
  at: Date;
}

/** What somebody did with what was made for them: kept beside the draft as the record of machine help. */
export interface AiInteraction {
  /** Given: recorded once, however often it is said. */
  id?: string;
  draftId: string;
  userId: string | null;
  kind: 'generation' | 'selection' | 'acceptance' | 'published';
  variantLabel: string | null;
  persona: Persona | null;
  maker: Maker | null;
  model: string | null;
  ragWeight: RagWeight | null;
  category: string;
  data?: Record<string, unknown>;
}

interface EventRow {
  _id: Types.ObjectId;
  kind: TrainingEventKind;
  draftId: string;
  userId: string | null;
  persona: Persona | null;
  maker: Maker | null;
  data: Record<string, unknown>;
  at: Date;
}

type InteractionRow = Omit<Required<AiInteraction>, 'id'> & { _id: Types.ObjectId; at: Date };

/** What happened with drafts, for the analytics page, and the log of interactions. No third party is told. */
export class TrainingEvents {
  readonly #events;
  readonly #interactions;
  readonly #clock: Clock;

  constructor(connection: Connection, clock: Clock) {
    const options = { versionKey: false, autoIndex: false, minimize: false } as const;
    const events = new Schema<EventRow>(
      {
        kind: { type: String, required: true },
        draftId: { type: String, required: true },
        userId: { type: String, default: null },
        persona: { type: String, default: null },
        maker: { type: String, default: null },
        data: { type: Schema.Types.Mixed, default: {} },
        at: { type: Date, required: true },
      },
      options,
    );
    events.index({ at: 1 });
    events.index({ draftId: 1, at: 1 });
    this.#events = connection.model<EventRow>('TrainingEvent', events, 'training_events');
    const interactions = new Schema<InteractionRow>(
      {
        draftId: { type: String, required: true },
        userId: { type: String, default: null },
        kind: { type: String, required: true },
        variantLabel: { type: String, default: null },
        persona: { type: String, default: null },
        maker: { type: String, default: null },
        model: { type: String, default: null },
        ragWeight: { type: Number, default: null },
        category: { type: String, default: '' },
        data: { type: Schema.Types.Mixed, default: {} },
        at: { type: Date, required: true },
      },
      options,
    );
    interactions.index({ draftId: 1, at: 1 });
    this.#interactions = connection.model<InteractionRow>('AiInteraction', interactions, 'ai_interactions');
    this.#clock = clock;
  }

  async init(): Promise<void> {
    await Promise.all([this.#events.createIndexes(), this.#interactions.createIndexes()]);
  }

  async record({ id, data = {}, persona = null, maker = null, ...facts }: TrainingEvent): Promise<void> {
    await this.#events.updateOne(
      { _id: new Types.ObjectId(id) },
      { $setOnInsert: { ...facts, persona, maker, data, at: new Date(this.#clock.now()) } },
      { upsert: true },
    );
  }

  async logInteraction({ id, data = {}, ...facts }: AiInteraction): Promise<void> {
    await this.#interactions.updateOne(
      { _id: new Types.ObjectId(id) },
      { $setOnInsert: { ...facts, data, at: new Date(this.#clock.now()) } },
      { upsert: true },
    );
  }

  /** Oldest first. `draftIds` null: of all drafts. */
  async between(from: Date, to: Date, draftIds: readonly string[] | null): Promise<RecordedEvent[]> {
    const rows = await this.#events
      .find({
        at: { $gte: from, $lt: to },
        ...(draftIds === null ? {} : { draftId: { $in: [...draftIds] } }),
      })
      .sort({ at: 1, _id: 1 })
      .lean<EventRow[]>();
    return rows.map(({ _id, ...row }) => ({ ...row, id: _id.toHexString() }));
  }

  async interactionsOf(draftId: string): Promise<(AiInteraction & { at: Date })[]> {
    const rows = await this.#interactions.find({ draftId }).sort({ at: 1, _id: 1 }).lean<InteractionRow[]>();
    return rows.map(({ _id, ...row }) => ({ ...row, id: _id.toHexString() }));
  }

  /** A guest's deeds are the account's. */
  async handOver(guestId: string, accountId: string): Promise<void> {
    await this.#events.updateMany({ userId: guestId }, { $set: { userId: accountId } });
    await this.#interactions.updateMany({ userId: guestId }, { $set: { userId: accountId } });
  }

  async eraseDraft(draftId: string): Promise<void> {
    await this.#events.deleteMany({ draftId });
    await this.#interactions.deleteMany({ draftId });
  }
}
