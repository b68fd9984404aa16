import { type Connection, type Model, Schema, Types } from 'mongoose';
import type { Clock } from '@ensemble/shared';

/** What every stored row has. */
export interface StoredRow {
  _id: Types.ObjectId;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

export type FieldsOf<Row extends StoredRow> = Omit<Row, keyof StoredRow>;

export interface Page {
  limit: number;
  /** The last row's values of the list's keys, its id at the end; null from the beginning. */
  after: readonly (string | number)[] | null;
}

export interface RowsRepoOptions {
  connection: Connection;
  clock: Clock;
  name: string;
  collection: string;
  schema: Schema;
  /** Fields in whose order lists come, ascending; the id breaks ties. */
  order: readonly string[];
}

const objectId = (id: string): Types.ObjectId => new Types.ObjectId(id);

/** One collection of plain records: every write raises `version` in the same update. */
export class RowsRepo<Row extends StoredRow> {
  readonly order: readonly string[];
  readonly #rows: Model<StoredRow>;
  readonly #clock: Clock;

  constructor({ connection, clock, name, collection, schema, order }: RowsRepoOptions) {
    this.#rows = connection.model<StoredRow>(name, schema as Schema<StoredRow>, collection);
    this.#clock = clock;
    this.order = order;
  }

  /** Whether `value` can be one of this field, for cursors, which come from outside. */
  isKey(field: string, value: unknown): boolean {
    return (
      typeof value === (this.#rows.schema.path(field) instanceof Schema.Types.Number ? 'number' : 'string')
    );
  }

  async init(): Promise<void> {
    await this.#rows.createIndexes();
  }

  find(id: string): Promise<Row | null> {
    return this.#rows.findById(id).lean<Row>();
  }

  findOne(filter: Record<string, unknown>): Promise<Row | null> {
    return this.#rows.findOne({ $and: [filter] }).lean<Row>();
  }

  findMany(ids: readonly string[]): Promise<Row[]> {
    return this.all({ _id: { $in: [...new Set(ids)].map(objectId) } });
  }

  count(filter: Record<string, unknown>): Promise<number> {
    return this.#rows.countDocuments({ $and: [filter] });
  }

  all(filter: Record<string, unknown>): Promise<Row[]> {
    return this.#rows
      .find({ $and: [filter] })
      .sort(this.#sort())
      .lean<Row[]>();
  }

  list(filter: Record<string, unknown>, { limit, after }: Page): Promise<Row[]> {
    return this.#rows
      .find({ $and: [filter, after ? this.#beyond(after) : {}] })
      .sort(this.#sort())
      .limit(limit)
      .lean<Row[]>();
  }

  /** The raw duplicate key error is for the caller, who knows what is unique here. */
  async insert(id: string, fields: FieldsOf<Row>): Promise<Row> {
    const now = new Date(this.#clock.now());
    const created = await this.#rows.create({
      ...fields,
      _id: id,
      version: 1,
      createdAt: now,
      updatedAt: now,
    });
    return created.toObject<Row>();
  }

  /** Null when it no longer has `version`. */
  update(id: string, version: number, change: Partial<FieldsOf<Row>>): Promise<Row | null> {
    const set = { ...change, updatedAt: new Date(this.#clock.now()) };
    return this.#rows
      .findOneAndUpdate(
        { _id: objectId(id), version },
        { $set: set, $inc: { version: 1 } },
        { returnDocument: 'after' },
      )
      .lean<Row>();
  }

  async delete(filter: Record<string, unknown>): Promise<void> {
    await this.#rows.deleteMany({ $and: [filter] });
  }

  #sort(): Record<string, 1> {
    return Object.fromEntries([...this.order, '_id'].map((field) => [field, 1 as const]));
  }

  #beyond(after: readonly (string | number)[]): Record<string, unknown> {
    const keys = [...this.order, '_id'].map((field, index) => {
      const value = after[index] ?? '';
      return [field, field === '_id' ? objectId(String(value)) : value] as const;
    });
    return {
      $or: keys.map(([field, value], index) => ({
        ...Object.fromEntries(keys.slice(0, index)),
        [field]: { $gt: value },
      })),
    };
  }
}
