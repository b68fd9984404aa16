import { type Connection, Schema } from 'mongoose';
import type { Clock } from '@ensemble/shared';
import type {
  CitedPassage,
  Persona,
  QuickTweak,
  RagWeight,
  SessionMetadata,
  VariantsProgress,
} from '@ensemble/shared/training';

export interface RunStep {
  persona: Persona;
  /** As its configuration was when the run began. */
  label: string;
  instruction: string;
  state: VariantsProgress['steps'][number]['state'];
  reason: string | null;
}

/** One press on "Generate": everything it goes by, so that another node can carry it on. */
export interface Run {
  jobId: string;
  state: 'pending' | 'ready' | 'failed';
  /** 1, 2, … within the draft. */
  number: number;
  requestedBy: { id: string; name: string };
  /** Equal for equal input: metadata, prompt, configurations, weight, tweaks and maker. */
  inputDigest: string;
  seed: number;
  metadata: SessionMetadata;
  /** The draft's own prompt. */
  prompt: string;
  ragWeight: RagWeight;
  tweaks: QuickTweak[];
  /** Retrieved once for all; null until then. */
  passages: CitedPassage[] | null;
  steps: RunStep[];
  /** Who carries it out, another name each time it is taken up, and when they last said so. */
  holder: string;
  heartbeatAt: Date;
  /** How many processes have taken it up. */
  attempts: number;
  startedAt: Date;
}

/** What is known of one draft's runs: the newest. */
export interface RunsRow {
  /** The draft's id. */
  _id: string;
  /** Rises with every change. */
  version: number;
  run: Run;
}

type Held = Pick<Run, 'jobId' | 'holder'>;

/**
 * The newest run of each draft, in one document: that there is one at a time, and who carries it out, is decided by
 * one guarded update each.
 */
export class RunsRepo {
  readonly #rows;
  readonly #clock: Clock;

  constructor(connection: Connection, clock: Clock) {
    const schema = new Schema<RunsRow>(
      {
        _id: { type: String, required: true },
        version: { type: Number, required: true },
        run: { type: Schema.Types.Mixed, required: true },
      },
      { versionKey: false, autoIndex: false, minimize: false },
    );
    schema.index({ 'run.state': 1, 'run.heartbeatAt': 1 });
    this.#rows = connection.model<RunsRow>('VariantJob', schema, 'variant_jobs');
    this.#clock = clock;
  }

  async init(): Promise<void> {
    await this.#rows.createIndexes();
  }

  find(draftId: string): Promise<RunsRow | null> {
    return this.#rows.findById(draftId).lean<RunsRow>();
  }

  findMany(draftIds: readonly string[]): Promise<RunsRow[]> {
    return this.#rows.find({ _id: { $in: [...draftIds] } }).lean<RunsRow[]>();
  }

  /** Null when the newest run is no longer the one that was read (`afterNumber`; 0: there was none), or is pending. */
  async begin(draftId: string, run: Run, afterNumber: number): Promise<RunsRow | null> {
    if (afterNumber > 0) {
      return this.#rows
        .findOneAndUpdate(
          { _id: draftId, 'run.number': afterNumber, 'run.state': { $ne: 'pending' } },
          { $set: { run }, $inc: { version: 1 } },
          { returnDocument: 'after' },
        )
        .lean<RunsRow>();
    }
    try {
      return (await this.#rows.create({ _id: draftId, version: 1, run })).toObject<RunsRow>();
    } catch (error) {
      if ((error as { code?: unknown }).code === 11000) return null;
      throw error;
    }
  }

  /** Fields of the run, such as `passages`, or `steps.2.state`. Null when somebody else carries it out now. */
  change(draftId: string, held: Held, fields: Record<string, unknown>): Promise<RunsRow | null> {
    return this.#update(draftId, held, fields, 1);
  }

  /** Still at it: tells nobody but those who would take over. False when somebody else carries it out now. */
  async beat(draftId: string, held: Held): Promise<boolean> {
    return (await this.#update(draftId, held, {}, 0)) !== null;
  }

  /** Leaves a run for others to take up at once: this process ends. */
  async letGo(draftId: string, held: Held): Promise<void> {
    await this.#rows.updateOne(this.#heldBy(draftId, held), { $set: { 'run.heartbeatAt': new Date(0) } });
  }

  /** For the only node of a store, at its start: whoever carried these out was killed. */
  async letGoAll(): Promise<void> {
    await this.#rows.updateMany({ 'run.state': 'pending' }, { $set: { 'run.heartbeatAt': new Date(0) } });
  }

  /** Runs whose process has not said anything since. */
  abandoned(since: Date, limit: number): Promise<RunsRow[]> {
    return this.#rows
      .find({ 'run.state': 'pending', 'run.heartbeatAt': { $lte: since } })
      .limit(limit)
      .lean<RunsRow[]>();
  }

  /** Null when another process was faster. */
  takeOver(row: RunsRow, holder: string): Promise<RunsRow | null> {
    const { jobId, heartbeatAt } = row.run;
    return this.#rows
      .findOneAndUpdate(
        {
          _id: row._id,
          'run.jobId': jobId,
          'run.holder': row.run.holder,
          'run.state': 'pending',
          'run.heartbeatAt': heartbeatAt,
        },
        {
          $set: { 'run.holder': holder, 'run.heartbeatAt': new Date(this.#clock.now()) },
          $inc: { 'run.attempts': 1, version: 1 },
        },
        { returnDocument: 'after' },
      )
      .lean<RunsRow>();
  }

  async erase(draftId: string): Promise<void> {
    await this.#rows.deleteOne({ _id: draftId });
  }

  async handOver(guestId: string, accountId: string): Promise<void> {
    await this.#rows.updateMany(
      { 'run.requestedBy.id': guestId },
      { $set: { 'run.requestedBy.id': accountId } },
    );
  }

  #update(
    draftId: string,
    held: Held,
    fields: Record<string, unknown>,
    versions: 0 | 1,
  ): Promise<RunsRow | null> {
    const set = Object.entries({ ...fields, heartbeatAt: new Date(this.#clock.now()) });
    return this.#rows
      .findOneAndUpdate(
        this.#heldBy(draftId, held),
        {
          $set: Object.fromEntries(set.map(([field, value]) => [`run.${field}`, value])),
          $inc: { version: versions },
        },
        { returnDocument: 'after' },
      )
      .lean<RunsRow>();
  }

  #heldBy(draftId: string, { jobId, holder }: Held): Record<string, unknown> {
    return { _id: draftId, 'run.jobId': jobId, 'run.holder': holder, 'run.state': 'pending' };
  }
}
