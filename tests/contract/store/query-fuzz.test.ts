import { Decimal128, Long, ObjectId, type Collection, type Document, type IndexDescription } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Rng } from '@ensemble/shared/core/rng';
import { openStoreUnderTest, type StoreUnderTest } from '../../support/store.ts';

/** An index may only make a query faster: with and without indexes the same documents must come, in the same order. */

interface Row extends Document {
  _id: number;
}

let store: StoreUnderTest;

beforeAll(async () => {
  store = await openStoreUnderTest();
});
afterAll(() => store.close());

const OBJECT_IDS = [1, 2, 3].map((n) => new ObjectId(String(n).padStart(24, '0')));

function scalar(rng: Rng): unknown {
  const makers: (() => unknown)[] = [
    () => rng.int(6) - 2,
    () => rng.int(6) - 2,
    () => rng.int(20) / 4,
    () => Long.fromNumber(rng.int(5)),
    () => Long.MAX_VALUE.subtract(rng.int(3)),
    () => Decimal128.fromString((rng.int(30) / 10).toFixed(1)),
    () => rng.pick(['', 'a', 'ab', 'b', 'B', 'ä', '😀', 'a\u0000b']),
    () => rng.pick(OBJECT_IDS),
    () => new Date(rng.int(4) * 1000 - 2000),
    () => rng.chance(0.5),
    () => null,
    () => ({ x: rng.int(3) }),
  ];
  return rng.pick(makers)();
}

function value(rng: Rng): unknown {
  if (rng.chance(0.15)) return Array.from({ length: rng.int(4) }, () => scalar(rng));
  return scalar(rng);
}

function row(rng: Rng, _id: number): Row {
  const doc: Row = { _id };
  for (const field of ['a', 'b', 'c']) if (rng.chance(0.85)) doc[field] = value(rng);
  if (rng.chance(0.7))
    doc['list'] = Array.from({ length: rng.int(4) }, () => ({ x: rng.int(4), y: rng.int(4) }));
  if (rng.chance(0.2)) doc['list'] = { x: rng.int(4), y: scalar(rng) };
  return doc;
}

function condition(rng: Rng): unknown {
  const plain = (): unknown => scalar(rng);
  const makers: (() => unknown)[] = [
    plain,
    plain,
    () => value(rng),
    () => ({ $gt: plain() }),
    () => ({ $gte: plain(), $lt: plain() }),
    () => ({ $lte: rng.int(5) }),
    () => ({ $gt: rng.int(3) - 1, $lte: rng.int(4) + 1 }),
    () => ({ $in: [plain(), plain(), plain()] }),
    () => ({ $ne: plain() }),
    () => ({ $exists: rng.chance(0.5) }),
    () => ({ $not: { $gt: plain() } }),
    () => ({ $elemMatch: { $gte: rng.int(3), $lt: rng.int(5) } }),
    () => rng.pick([/^a/, /^ab?/, /b$/, /^A/i]),
  ];
  return rng.pick(makers)();
}

function filter(rng: Rng): Document {
  const made: Document = {};
  for (const field of rng.shuffle(['a', 'b', 'c', 'list.x', 'list.y', 'list.0.x']).slice(0, 1 + rng.int(3)))
    made[field] = condition(rng);
  if (rng.chance(0.2)) made['list'] = { $elemMatch: { x: rng.int(4), y: { $gte: rng.int(4) } } };
  // Both may hold through different elements, which one entry of a compound index does not show.
  if (rng.chance(0.2)) Object.assign(made, { 'list.x': rng.int(4), 'list.y': rng.int(4) });
  if (rng.chance(0.2)) made['$or'] = [{ a: condition(rng) }, { b: condition(rng), c: condition(rng) }];
  if (rng.chance(0.1)) return { $and: [made, { a: condition(rng) }] };
  if (rng.chance(0.1)) return { $or: [made, { c: condition(rng) }] };
  return made;
}

function indexes(rng: Rng): IndexDescription[] {
  const direction = (): 1 | -1 => (rng.chance(0.5) ? 1 : -1);
  const all: IndexDescription[] = [
    { key: { a: direction() } },
    { key: { b: direction(), a: direction() } },
    { key: { c: direction(), _id: direction() } },
    { key: { 'list.x': direction(), 'list.y': direction() } },
    { key: { a: 1, 'list.x': 1 }, sparse: true },
    { key: { b: 1 }, sparse: true },
    { key: { c: direction(), b: direction() }, partialFilterExpression: { a: { $gte: 0 } } },
  ];
  return rng.shuffle(all).slice(0, 2 + rng.int(4));
}

/** Some index combinations cannot hold some documents (two arrays at once): those documents stay out of both. */
async function insertBoth(plain: Collection<Row>, indexed: Collection<Row>, doc: Row): Promise<void> {
  const refused = await indexed.insertOne(doc).then(
    () => false,
    (error: unknown) => (error as { code?: unknown }).code === 171,
  );
  if (!refused) await plain.insertOne(doc);
}

async function sameAnswers(seed: number): Promise<void> {
  const rng = new Rng(seed);
  const plain = store.db.collection<Row>(`plain_${String(seed)}`);
  const indexed = store.db.collection<Row>(`indexed_${String(seed)}`);
  await indexed.createIndexes(indexes(rng));
  for (let i = 0; i < 80; i++) await insertBoth(plain, indexed, row(rng, i));
  let rows = 0;
  let byIndex = 0;
  for (let step = 0; step < 120; step++) {
    if (rng.chance(0.15)) {
      const _id = rng.int(80);
      const fresh = row(rng, _id);
      await indexed.deleteOne({ _id });
      await plain.deleteOne({ _id });
      if (rng.chance(0.8)) await insertBoth(plain, indexed, fresh);
    }
    const query = filter(rng);
    const first = rng.pick(['a', 'b', 'c', 'list.x', '_id']);
    const sort: Record<string, 1 | -1> = rng.chance(0.6)
      ? { [first]: rng.chance(0.5) ? 1 : -1, _id: 1 }
      : { _id: -1 };
    const limit = rng.chance(0.3) ? 1 + rng.int(10) : 0;
    const label = `seed ${String(seed)} step ${String(step)} ${JSON.stringify(query)} ${JSON.stringify(sort)}`;
    const ids = async (collection: Collection<Row>): Promise<number[]> =>
      (await collection.find(query, { sort, limit }).toArray()).map(({ _id }) => _id);
    const expected = await ids(plain);
    expect(await ids(indexed), label).toEqual(expected);
    expect(await indexed.countDocuments(query), label).toBe(await plain.countDocuments(query));
    rows += expected.length;
    if (JSON.stringify(await indexed.find(query).explain('queryPlanner')).includes('IXSCAN')) byIndex++;
  }
  // An idle run proves nothing.
  expect(rows, `seed ${String(seed)}`).toBeGreaterThan(100);
  expect(byIndex, `seed ${String(seed)}`).toBeGreaterThan(20);
}

test.each([8112, 40417, 7])('seed %i gives the same answers with and without indexes', sameAnswers);

test('so do fresh seeds', async () => {
  for (let run = 0; run < 3; run++) await sameAnswers(Math.floor(Math.random() * 1_000_000));
}, 60_000);
