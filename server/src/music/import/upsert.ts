import { isDeepStrictEqual } from 'node:util';
import type { AnyBulkWriteOperation, Document } from 'mongodb';
import { type Model, Types } from 'mongoose';
import { type Counts, noCounts } from './sink.ts';

type Fields = Record<string, unknown>;

/** Plain values only, so that what was read from the store compares with what a row says. */
function plain(value: unknown): unknown {
  if (value instanceof Date) return value.getTime();
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Types.ObjectId) return value.toHexString();
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
}

export interface Upsert<Row, Doc> {
  /** Epoch milliseconds, for createdAt and updatedAt. */
  now: number;
  model: Model<Doc>;
  /** The unique field, a number of the dump. */
  key: keyof Doc & string;
  keyOf: (row: Row) => number;
  /** The fields a document should have, given what it has (null: there is none yet) and all rows about it. */
  merge: (existing: Doc | null, rows: readonly Row[]) => Fields;
}

/**
 * Brings documents to what the rows say, in one read and one unordered write. Only what differs is written, so a
 * repeat leaves `updatedAt` alone; a document made by someone else meanwhile is updated by its unique key.
 */
export async function upsertRows<Row, Doc>(rows: readonly Row[], how: Upsert<Row, Doc>): Promise<Counts> {
  const { model, key, keyOf, merge } = how;
  const byKey = Map.groupBy(rows, keyOf);
  const counts = noCounts();
  if (byKey.size === 0) return counts;
  const collection = model.collection;
  const existing = new Map<number, Document>();
  for await (const doc of collection.find({ [key]: { $in: [...byKey.keys()] } }))
    existing.set(Number(doc[key]), doc);

  const now = new Date(how.now);
  const writes: AnyBulkWriteOperation[] = [];
  for (const [number, about] of byKey) {
    const before = existing.get(number) ?? null;
    const fields = merge(before as Doc | null, about);
    const changed = Object.entries(fields).filter(
      ([name, value]) => !isDeepStrictEqual(plain(before?.[name]), plain(value)),
    );
    if (before !== null && changed.length === 0) {
      counts.unchanged += 1;
      continue;
    }
    counts[before === null ? 'created' : 'updated'] += 1;
    const update = {
      $set: { ...Object.fromEntries(changed), updatedAt: now },
      $setOnInsert: { createdAt: now },
    };
    writes.push({ updateOne: { filter: { [key]: number }, update, upsert: true } });
  }
  if (writes.length > 0) await collection.bulkWrite(writes, { ordered: false });
  return counts;
}
