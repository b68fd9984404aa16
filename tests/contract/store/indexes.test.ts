import { ObjectId, type Collection, type Document } from 'mongodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { errorCode, openStoreUnderTest, type StoreUnderTest } from '../../support/store.ts';

interface Row extends Document {
  _id: number;
}

let store: StoreUnderTest;
let rows: Collection<Row>;

beforeAll(async () => {
  store = await openStoreUnderTest();
});
afterAll(() => store.close());
beforeEach(() => {
  rows = store.db.collection<Row>(`rows_${new ObjectId().toHexString()}`);
});

/** The stages of the winning plan from the top down, the index used, and what was read. */
async function explained(
  filter: Document,
  sort?: Record<string, 1 | -1>,
): Promise<{ stages: string[]; index: unknown; keys: unknown; docs: unknown; found: unknown }> {
  const cursor = rows.find(filter);
  const plan = await (sort ? cursor.sort(sort) : cursor).explain('executionStats');
  const stages: string[] = [];
  let index: unknown;
  for (
    let stage = plan['queryPlanner'].winningPlan as Document | undefined;
    stage;
    stage = (stage['inputStage'] ?? stage['inputStages']?.[0]) as Document | undefined
  ) {
    stages.push(String(stage['stage']));
    index ??= stage['indexName'];
  }
  const {
    totalKeysExamined: keys,
    totalDocsExamined: docs,
    nReturned: found,
  } = plan['executionStats'] as Document;
  return { stages, index, keys, docs, found };
}

const fill = (count: number, make: (i: number) => Document): Promise<unknown> =>
  rows.insertMany(Array.from({ length: count }, (_, i) => ({ _id: i, ...make(i) })));

describe('plans', () => {
  test('equality, $in, ranges and sorts use an index; what no index serves is a scan', async () => {
    await fill(200, (i) => ({
      city: `c${String(i % 10)}`,
      day: i,
      tags: [`t${String(i % 7)}`, 'all'],
      name: `name ${String(i)}`,
    }));
    expect(await explained({ city: 'c3' })).toMatchObject({ stages: ['COLLSCAN'], docs: 200, found: 20 });
    await rows.createIndexes([{ key: { city: 1, day: -1 } }, { key: { tags: 1 } }, { key: { name: 1 } }]);
    expect(await explained({ _id: 7 })).toMatchObject({ docs: 1, found: 1 });
    expect(await explained({ city: 'c3' })).toMatchObject({
      stages: ['FETCH', 'IXSCAN'],
      index: 'city_1_day_-1',
      docs: 20,
      found: 20,
    });
    expect(await explained({ city: 'c3', day: { $gte: 100, $lt: 150 } })).toMatchObject({
      keys: 5,
      docs: 5,
      found: 5,
    });
    expect(await explained({ city: { $in: ['c1', 'c2'] }, day: 11 })).toMatchObject({
      index: 'city_1_day_-1',
      docs: 1,
      found: 1,
    });
    expect(await explained({ city: 'c3' }, { day: -1 })).toMatchObject({
      stages: ['FETCH', 'IXSCAN'],
      found: 20,
    });
    expect(await explained({ city: 'c3' }, { day: 1 })).toMatchObject({
      stages: ['FETCH', 'IXSCAN'],
      found: 20,
    });
    expect(await explained({}, { city: -1, day: 1 })).toMatchObject({
      stages: ['FETCH', 'IXSCAN'],
      found: 200,
    });
    expect((await explained({}, { city: 1, day: 1 })).stages[0]).toBe('SORT');
    expect(await explained({ tags: 't3' })).toMatchObject({ index: 'tags_1', found: 29 });
    expect(await explained({ name: /^name 19/ })).toMatchObject({ index: 'name_1', docs: 11, found: 11 });
    expect(await explained({ day: 5 })).toMatchObject({ stages: ['COLLSCAN'], found: 1 });
    expect((await explained({ $or: [{ city: 'c1' }, { tags: 't1' }] })).stages).not.toContain('COLLSCAN');
    const last = await rows.find({ city: 'c3' }).sort({ day: -1 }).limit(2).toArray();
    expect(last.map(({ _id }) => _id)).toEqual([193, 183]);
    expect(await errorCode(rows.find({}).hint('no_such_index').toArray())).toBe(2);
  });

  test('updates, deletes and aggregations use them too', async () => {
    await fill(100, (i) => ({ k: i % 10 }));
    await rows.createIndex({ k: 1 });
    for (const command of [
      { update: rows.collectionName, updates: [{ q: { k: 3 }, u: { $set: { x: 1 } }, multi: true }] },
      { delete: rows.collectionName, deletes: [{ q: { k: 3 }, limit: 0 }] },
      { aggregate: rows.collectionName, pipeline: [{ $match: { k: 3 } }], cursor: {} },
    ]) {
      const plan = await store.db.command({ explain: command, verbosity: 'queryPlanner' });
      expect(JSON.stringify(plan)).toContain('IXSCAN');
    }
    expect(await rows.countDocuments({ k: 3 })).toBe(10);
  });
});

describe('uniqueness', () => {
  test('a duplicate names the key, and a failed write leaves no trace in any index', async () => {
    await rows.createIndex({ a: 1 });
    await rows.createIndex({ email: 1 }, { unique: true });
    await rows.createIndex({ x: 1, y: -1 }, { unique: true, name: 'pair' });
    await rows.insertMany([
      { _id: 1, a: 1, email: 'one', x: 1, y: 1 },
      { _id: 2, a: 2, email: 'two', x: 1, y: 2 },
    ]);
    const failure: unknown = await rows
      .insertOne({ _id: 3, a: 3, email: 'three', x: 1, y: 2 })
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 11000, keyPattern: { x: 1, y: -1 }, keyValue: { x: 1, y: 2 } });
    expect(await errorCode(rows.updateOne({ _id: 1 }, { $set: { a: 9, email: 'two' } }))).toBe(11000);
    expect(await rows.find({ a: { $in: [3, 9] } }).toArray()).toEqual([]);
    expect(await rows.find({ a: 1 }).toArray()).toMatchObject([{ _id: 1, email: 'one' }]);
    await rows.insertOne({ _id: 4, email: 'three', x: 2, y: 2 });
    expect(await rows.countDocuments({ email: 'three' })).toBe(1);
    // The value is free again once its holder gives it up.
    await rows.updateOne({ _id: 2 }, { $set: { email: 'four' } });
    await rows.updateOne({ _id: 1 }, { $set: { email: 'two' } });
    expect(await rows.findOne({ email: 'two' })).toMatchObject({ _id: 1 });
  });

  test('numbers of different types are one key; missing and null are one key', async () => {
    await rows.createIndex({ n: 1 }, { unique: true });
    await rows.insertOne({ _id: 1, n: 5 });
    expect(
      await errorCode(
        store.db
          .command({ insert: rows.collectionName, documents: [{ _id: 2, n: 5.0 }] })
          .then(throwWriteError),
      ),
    ).toBe(11000);
    await rows.insertOne({ _id: 3 });
    expect(await errorCode(rows.insertOne({ _id: 4, n: null }))).toBe(11000);
  });

  test('sparse and partial indexes leave documents out', async () => {
    await rows.createIndex({ s: 1 }, { unique: true, sparse: true });
    await rows.createIndex({ p: 1 }, { unique: true, partialFilterExpression: { live: true } });
    await rows.insertMany([
      { _id: 1, p: 1 },
      { _id: 2, p: 1 },
      { _id: 3, p: 1, live: true, s: 'x' },
    ]);
    expect(await errorCode(rows.updateOne({ _id: 1 }, { $set: { live: true } }))).toBe(11000);
    expect(await errorCode(rows.insertOne({ _id: 5, s: 'x' }))).toBe(11000);
    expect(await rows.find({ p: 1 }).toArray()).toHaveLength(3);
    expect((await explained({ p: 1, live: true })).index).toBe('p_1');
    expect(await rows.find({ s: null }).toArray()).toHaveLength(2);
    const negated = { partialFilterExpression: { live: { $ne: true } } };
    expect(await errorCode(rows.createIndex({ q: 1 }, negated))).toBe(67);
    await rows.updateOne({ _id: 3 }, { $unset: { live: '' } });
    expect(await rows.updateOne({ _id: 1 }, { $set: { live: true } })).toMatchObject({ modifiedCount: 1 });
  });

  test('building a unique index over duplicates fails and keeps no index', async () => {
    await rows.insertMany([
      { _id: 1, k: 1 },
      { _id: 2, k: 1 },
    ]);
    expect(await errorCode(rows.createIndex({ k: 1 }, { unique: true }))).toBe(11000);
    expect((await rows.indexes()).map(({ name }) => name)).toEqual(['_id_']);
  });
});

describe('managing', () => {
  test('indexes are listed as given, the same again is fine, another of the same name is not', async () => {
    await rows.createIndex({ a: 1, b: -1 }, { unique: true, sparse: true });
    await rows.createIndex({ a: 1, b: -1 }, { unique: true, sparse: true });
    await rows.createIndex({ at: 1 }, { expireAfterSeconds: 60 });
    expect(await rows.indexes()).toMatchObject([
      { key: { _id: 1 }, name: '_id_' },
      { key: { a: 1, b: -1 }, name: 'a_1_b_-1', unique: true, sparse: true },
      { key: { at: 1 }, name: 'at_1', expireAfterSeconds: 60 },
    ]);
    expect(await errorCode(rows.createIndex({ c: 1 }, { name: 'at_1' }))).toBe(86);
    expect(await errorCode(rows.createIndex({ a: 1, b: -1 }))).toBe(86);
    expect(await errorCode(rows.createIndex({ a: 1, b: -1 }, { name: 'other' }))).toBe(85);
    await rows.dropIndex('a_1_b_-1');
    expect(await errorCode(rows.dropIndex('a_1_b_-1'))).toBe(27);
    expect(await rows.indexes()).toHaveLength(2);
    await rows.dropIndexes();
    expect(await rows.indexes()).toHaveLength(1);
  });

  test('collections are made, listed, renamed and dropped', async () => {
    const db = store.client.db(`${store.dbName}_b`);
    await db.createCollection('first');
    expect(
      await errorCode(
        store.db
          .createCollection(rows.collectionName)
          .then(() => store.db.createCollection(rows.collectionName)),
      ),
    ).toBe(48);
    await db.collection<Row>('second').insertOne({ _id: 1 });
    const names = async (): Promise<string[]> =>
      (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name).sort();
    expect(await names()).toEqual(['first', 'second']);
    await db.collection('second').rename('third');
    expect(await db.collection('third').countDocuments()).toBe(1);
    await db.collection('third').drop();
    expect(await names()).toEqual(['first']);
    expect(
      (await store.client.db('admin').admin().listDatabases()).databases.map(({ name }) => name),
    ).toContain(db.databaseName);
    await db.dropDatabase();
    expect(await names()).toEqual([]);
    expect(await errorCode(store.db.collection('nowhere').indexes())).toBe(26);
  });

  test("documents past their time are removed, by the store's clock", async ({ skip }) => {
    const { embedded } = store;
    if (!embedded) return skip('a real MongoDB sweeps once a minute by its own clock');
    await rows.createIndex({ at: 1 }, { expireAfterSeconds: 3600 });
    const at = new Date('2030-01-01T12:00:00Z');
    await rows.insertMany([
      { _id: 1, at },
      { _id: 2, at: new Date('2030-01-01T13:00:00Z') },
      { _id: 3 },
      { _id: 4, at: 'never' },
      { _id: 5, at: [new Date('2031-01-01'), at] },
    ]);
    await embedded.setClock(Date.parse('2030-01-01T12:59:59Z'));
    expect(await rows.countDocuments({})).toBe(5);
    await embedded.setClock(Date.parse('2030-01-01T13:00:00Z'));
    expect((await rows.find({}).sort({ _id: 1 }).toArray()).map(({ _id }) => _id)).toEqual([2, 3, 4]);
    const seen = await rows.findOneAndUpdate({ _id: 3 }, [{ $set: { now: '$$NOW' } }], {
      returnDocument: 'after',
    });
    expect(seen?.['now']).toEqual(new Date('2030-01-01T13:00:00Z'));
    await store.db.command({ collMod: rows.collectionName, index: { name: 'at_1', expireAfterSeconds: 0 } });
    await embedded.setClock(Date.parse('2030-01-01T13:00:01Z'));
    expect(await rows.countDocuments({})).toBe(2);
    await embedded.setClock(null);
  });

  test('keys longer than a page keep their order of truth', async () => {
    const long = 'x'.repeat(3000);
    await rows.createIndex({ t: 1 }, { unique: true });
    await rows.insertMany([
      { _id: 1, t: `${long}b` },
      { _id: 2, t: `${long}a` },
      { _id: 3, t: 'short' },
    ]);
    expect(await errorCode(rows.insertOne({ _id: 4, t: `${long}a` }))).toBe(11000);
    expect(await rows.findOne({ t: `${long}a` })).toMatchObject({ _id: 2 });
    expect((await rows.find({ t: { $gt: `${long}a` } }).toArray()).map(({ _id }) => _id)).toEqual([1]);
    expect((await rows.find({}).sort({ t: 1 }).toArray()).map(({ _id }) => _id)).toEqual([3, 2, 1]);
  });
});

function throwWriteError(reply: Document): void {
  const [first] = (reply['writeErrors'] ?? []) as Document[];
  if (first) throw Object.assign(new Error(String(first['errmsg'])), { code: first['code'] as unknown });
}
