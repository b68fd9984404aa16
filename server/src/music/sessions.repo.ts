import { type Connection, Schema, Types } from 'mongoose';
import { AppError, type Clock, SESSION_TYPES, type SessionCreate } from '@ensemble/shared';

/** A recurring or one-time music session, as stored: the source document's fields in camelCase. */
export type SessionRow = Omit<SessionCreate, 'path'> & {
  _id: Types.ObjectId;
  path: string;
  ownerId: Types.ObjectId | null;
  version: number;
  createdAt: Date;
  updatedAt: Date;
};

export type SessionChange = Partial<
  Omit<SessionRow, '_id' | 'ownerId' | 'version' | 'createdAt' | 'updatedAt'>
>;

export interface SessionFilter {
  /** Only these, or public ones. Null: all. */
  visible: { ids: readonly string[] } | null;
  /** Words that all stand in the name, city or place. */
  q?: string | undefined;
}

function model(connection: Connection) {
  const text = { type: String, default: null };
  const schema = new Schema<SessionRow>(
    {
      name: { type: String, required: true },
      path: { type: String, required: true },
      locationName: text,
      locationStreet: text,
      locationWebsite: text,
      locationPhone: text,
      city: text,
      state: text,
      country: text,
      timezone: { type: String, required: true },
      recurrence: { type: Schema.Types.Mixed, default: null },
      defaultStartTime: text,
      defaultEndTime: text,
      sessionType: { type: String, enum: SESSION_TYPES, required: true },
      activeBufferMinutesBefore: { type: Number, required: true },
      activeBufferMinutesAfter: { type: Number, required: true },
      autoCreateInstances: { type: Boolean, required: true },
      autoCreateHoursAhead: { type: Number, required: true },
      publicLog: { type: Boolean, required: true },
      ownerId: { type: Schema.Types.ObjectId, default: null },
      version: { type: Number, required: true },
      createdAt: { type: Date, required: true },
      updatedAt: { type: Date, required: true },
    },
    { versionKey: false, autoIndex: false, minimize: false },
  );
  schema.index({ path: 1 }, { unique: true });
  schema.index({ name: 1, _id: 1 });
  schema.index({ autoCreateInstances: 1 });
  return connection.model<SessionRow>('MusicSession', schema, 'sessions');
}

/** More words than this narrow a search no further, and each is looked for in every session. */
const MOST_WORDS = 6;

export class SessionsRepo {
  readonly #rows;
  readonly #clock: Clock;

  constructor(connection: Connection, clock: Clock) {
    this.#rows = model(connection);
    this.#clock = clock;
  }

  async init(): Promise<void> {
    await this.#rows.createIndexes();
  }

  find(id: string): Promise<SessionRow | null> {
    return this.#rows.findById(id).lean<SessionRow>();
  }

  findMany(ids: readonly string[]): Promise<SessionRow[]> {
    return this.#rows.find({ _id: { $in: ids.map((id) => new Types.ObjectId(id)) } }).lean<SessionRow[]>();
  }

  findByPath(path: string): Promise<SessionRow | null> {
    return this.#rows.findOne({ path }).lean<SessionRow>();
  }

  /** By name; `after` is the last row's (name, id). */
  list(
    filter: SessionFilter,
    page: { limit: number; after: readonly [string, string] | null },
  ): Promise<SessionRow[]> {
    return this.#query(filter, page).lean<SessionRow[]>();
  }

  #query(filter: SessionFilter, page: { limit: number; after: readonly [string, string] | null }) {
    const conditions: Record<string, unknown>[] = [];
    if (filter.visible) {
      const ids = filter.visible.ids.map((id) => new Types.ObjectId(id));
      conditions.push({ $or: [{ publicLog: true }, { _id: { $in: ids } }] });
    }
    for (const word of (filter.q ?? '').split(/\s+/).filter(Boolean).slice(0, MOST_WORDS)) {
      const contains = { $regex: word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), $options: 'i' };
      conditions.push({
        $or: [{ name: contains }, { city: contains }, { locationName: contains }, { country: contains }],
      });
    }
    if (page.after) {
      const [name, id] = page.after;
      conditions.push({ $or: [{ name: { $gt: name } }, { name, _id: { $gt: new Types.ObjectId(id) } }] });
    }
    return this.#rows
      .find(conditions.length > 0 ? { $and: conditions } : {})
      .sort({ name: 1, _id: 1 })
      .limit(page.limit);
  }

  autoCreating(): Promise<SessionRow[]> {
    return this.#rows.find({ autoCreateInstances: true }).lean<SessionRow[]>();
  }

  async visibleIds(filter: SessionFilter): Promise<string[]> {
    const rows = await this.#query(filter, { limit: 5000, after: null }).select({ _id: 1 }).lean();
    return rows.map(({ _id }) => _id.toHexString());
  }

  isEmpty(): Promise<boolean> {
    return this.#rows.exists({}).then((found) => found === null);
  }

  /** @throws AppError `duplicate` on `path`. */
  async insert(
    id: string,
    ownerId: string | null,
    input: SessionCreate & { path: string },
  ): Promise<SessionRow> {
    const now = new Date(this.#clock.now());
    try {
      const created = await this.#rows.create({
        ...input,
        _id: id,
        ownerId,
        version: 1,
        createdAt: now,
        updatedAt: now,
      });
      return created.toObject<SessionRow>();
    } catch (error) {
      throw pathTaken(error);
    }
  }

  /** Null when it no longer has `version`. @throws AppError `duplicate` on `path`. */
  async update(id: string, version: number, change: SessionChange): Promise<SessionRow | null> {
    try {
      return await this.#rows
        .findOneAndUpdate(
          { _id: id, version },
          { $set: { ...change, updatedAt: new Date(this.#clock.now()) }, $inc: { version: 1 } },
          { returnDocument: 'after' },
        )
        .lean<SessionRow>();
    } catch (error) {
      throw pathTaken(error);
    }
  }

  async delete(id: string): Promise<void> {
    await this.#rows.deleteOne({ _id: id });
  }
}

function pathTaken(error: unknown): unknown {
  const { code, keyPattern } = error as { code?: unknown; keyPattern?: Record<string, unknown> };
  if (code !== 11000 || !keyPattern?.['path']) return error;
  const message = 'is the path of another session';
  return new AppError('duplicate', 'Another session has this path.', {
    cause: error,
    fields: [{ path: 'path', message }],
  });
}
