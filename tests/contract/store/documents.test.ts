import { Binary, Decimal128, Long, MongoBulkWriteError, ObjectId, type Collection } from 'mongodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { errorCode, openStoreUnderTest, type StoreUnderTest } from '../../support/store.ts';

interface Tune {
  _id: string;
  [field: string]: unknown;
}

let store: StoreUnderTest;
let tunes: Collection<Tune>;

beforeAll(async () => {
  store = await openStoreUnderTest();
});
afterAll(() => store.close());
beforeEach(() => {
  tunes = store.db.collection<Tune>(`tunes_${new ObjectId().toHexString()}`);
});

const ids = async (filter: object, options = {}): Promise<string[]> =>
  (await tunes.find(filter, options).toArray()).map(({ _id }) => _id);

describe('inserting', () => {
  test('every BSON type comes back as it went in, also after an update of another field', async () => {
    const doc = {
      _id: 'types',
      id: new ObjectId(),
      date: new Date('2026-03-17T20:00:00.123Z'),
      binary: new Binary(Buffer.from([0, 1, 255])),
      long: Long.fromString('9007199254740993'),
      smallLong: Long.fromNumber(7),
      decimal: Decimal128.fromString('12.50'),
      nothing: null,
      text: 'Úna Bhán 🎻',
      nested: { list: [1, 2.5, { deep: true }], empty: {}, none: [] },
      negativeZero: 0,
    };
    await tunes.insertOne(doc);
    const raw = { promoteLongs: false, promoteValues: true };
    expect(await tunes.findOne({ _id: 'types' }, raw)).toEqual(doc);
    await tunes.updateOne({ _id: 'types' }, { $set: { touched: true } });
    expect(await tunes.findOne({ _id: 'types' }, raw)).toEqual({ ...doc, touched: true });
    await tunes.updateOne({ _id: 'types' }, [{ $set: { touched: { $add: ['$long', 1] } } }]);
    expect((await tunes.findOne({ _id: 'types' }, raw))?.['long']).toEqual(doc.long);
  });

  test('the store gives an ObjectId to a document without one, as its first field', async () => {
    const raw = await store.db.command({ insert: tunes.collectionName, documents: [{ name: 'The Kesh' }] });
    expect(raw).toMatchObject({ n: 1, ok: 1 });
    const found = await tunes.findOne({ name: 'The Kesh' });
    expect(Object.keys(found ?? {})).toEqual(['_id', 'name']);
    expect(found?._id).toBeInstanceOf(ObjectId);
  });

  test('an ordered batch stops at a duplicate, an unordered one goes on', async () => {
    const batch = [{ _id: 'a' }, { _id: 'b' }, { _id: 'a' }, { _id: 'c' }];
    const ordered = await tunes.insertMany(batch, { ordered: true }).catch((error: unknown) => error);
    expect(ordered).toBeInstanceOf(MongoBulkWriteError);
    expect((ordered as MongoBulkWriteError).insertedCount).toBe(2);
    expect(await ids({}, { sort: { _id: 1 } })).toEqual(['a', 'b']);
    const unordered = (await tunes
      .insertMany(batch, { ordered: false })
      .catch((error: unknown) => error)) as MongoBulkWriteError;
    const errors = [unordered.writeErrors].flat();
    expect(errors.map(({ code, index }) => [code, index])).toEqual([
      [11000, 0],
      [11000, 1],
      [11000, 2],
    ]);
    expect(await ids({}, { sort: { _id: 1 } })).toEqual(['a', 'b', 'c']);
  });

  test('an _id that is an array is refused', async () => {
    expect(await errorCode(tunes.insertOne({ _id: ['x'] as unknown as string }))).toBe(53);
    expect(await tunes.countDocuments()).toBe(0);
  });

  test('a document over 16 MB is refused', async () => {
    await expect(tunes.insertOne({ _id: 'big', text: 'x'.repeat(17 * 1024 * 1024) })).rejects.toThrow();
    expect(await tunes.countDocuments()).toBe(0);
  });
});

describe('finding', () => {
  beforeEach(async () => {
    await tunes.insertMany([
      {
        _id: 'kesh',
        type: 'jig',
        key: 'Gmaj',
        played: 12,
        tags: ['easy', 'session'],
        sets: [
          { pos: 1, n: 3 },
          { pos: 2, n: 1 },
        ],
      },
      { _id: 'morrisons', type: 'jig', key: 'Edor', played: 7, tags: ['session'], sets: [] },
      { _id: 'cooleys', type: 'reel', key: 'Edor', played: 20, at: new Date(5), sets: [{ pos: 1, n: 1 }] },
      { _id: 'unnamed', type: null, played: '7' },
    ]);
  });

  test.each<[string, object, string[]]>([
    ['equality', { type: 'jig' }, ['kesh', 'morrisons']],
    ['a number is not its text', { played: 7 }, ['morrisons']],
    ['null also means missing', { key: null }, ['unnamed']],
    ['null and a stored null', { type: null }, ['unnamed']],
    ['an element of an array', { tags: 'session' }, ['kesh', 'morrisons']],
    ['a whole array', { tags: ['session'] }, ['morrisons']],
    ['a path through an array', { 'sets.n': 1 }, ['kesh', 'cooleys']],
    ['a position in an array', { 'sets.0.n': 1 }, ['cooleys']],
    ['different elements may satisfy two conditions', { 'sets.pos': 1, 'sets.n': 1 }, ['kesh', 'cooleys']],
    ['$elemMatch needs one element for both', { sets: { $elemMatch: { pos: 1, n: 1 } } }, ['cooleys']],
    ['a range stays within its type', { played: { $gt: 5 } }, ['kesh', 'morrisons', 'cooleys']],
    ['$ne includes the missing', { key: { $ne: 'Edor' } }, ['kesh', 'unnamed']],
    ['$in with null', { key: { $in: ['Gmaj', null] } }, ['kesh', 'unnamed']],
    ['$nin', { key: { $nin: ['Gmaj'] } }, ['morrisons', 'cooleys', 'unnamed']],
    ['$exists', { at: { $exists: true } }, ['cooleys']],
    ['$size', { sets: { $size: 0 } }, ['morrisons']],
    ['$all', { tags: { $all: ['easy', 'session'] } }, ['kesh']],
    ['$type', { played: { $type: 'string' } }, ['unnamed']],
    ['$regex with options', { key: { $regex: '^ed', $options: 'i' } }, ['morrisons', 'cooleys']],
    ['$not', { played: { $not: { $gt: 10 } } }, ['morrisons', 'unnamed']],
    ['$or and $nor', { $or: [{ type: 'reel' }, { played: 12 }], $nor: [{ key: 'Gmaj' }] }, ['cooleys']],
    ['$expr', { $expr: { $gt: ['$played', { $multiply: [2, 8] }] } }, ['cooleys', 'unnamed']],
    ['$mod', { played: { $mod: [5, 2] } }, ['kesh', 'morrisons']],
    ['a date', { at: { $lte: new Date(5) } }, ['cooleys']],
    ['nothing', { type: 'polka' }, []],
  ])('%s', async (_name, filter, expected) => {
    expect(await ids(filter)).toEqual(expected);
    expect(await tunes.countDocuments(filter)).toBe(expected.length);
  });

  test('types sort in BSON order, arrays by their smallest element', async () => {
    const mixed = store.db.collection<{ _id: string; v?: unknown }>(`mixed_${new ObjectId().toHexString()}`);
    const values: unknown[] = [
      new Date(0),
      true,
      'text',
      5,
      null,
      { a: 1 },
      [9, -1],
      'Text',
      2.5,
      Long.fromNumber(3),
      Decimal128.fromString('2.75'),
      new ObjectId(),
    ];
    await mixed.insertMany(values.map((v, i) => ({ _id: String(i), v })));
    await mixed.insertOne({ _id: 'missing' });
    const up = await mixed.find({}, { sort: { v: 1, _id: 1 } }).toArray();
    expect(up.map(({ _id }) => _id)).toEqual([
      '4',
      'missing',
      '6',
      '8',
      '10',
      '9',
      '3',
      '7',
      '2',
      '5',
      '11',
      '1',
      '0',
    ]);
    await mixed.createIndex({ v: 1 });
    const down = await mixed.find({}, { sort: { v: -1, _id: -1 } }).toArray();
    expect(down.map(({ _id }) => _id)).toEqual([
      '0',
      '1',
      '11',
      '5',
      '2',
      '7',
      '6',
      '3',
      '9',
      '10',
      '8',
      'missing',
      '4',
    ]);
    // The array is among them: 9 is above the one bound, -1 below the other.
    const between = await mixed.find({ v: { $gte: 2.6, $lt: 4 } }).toArray();
    expect(between.map(({ _id }) => _id).sort()).toEqual(['10', '6', '9']);
    expect((await mixed.findOne({ v: 2.75 }))?._id).toBe('10');
  });

  test('projections', async () => {
    const one = async (projection: object, filter: object = { _id: 'kesh' }): Promise<unknown> =>
      tunes.findOne(filter, { projection });
    expect(await one({ type: 1 })).toEqual({ _id: 'kesh', type: 'jig' });
    expect(await one({ _id: 0, 'sets.n': 1 })).toEqual({ sets: [{ n: 3 }, { n: 1 }] });
    expect(await one({ sets: 0, tags: 0, key: 0 })).toEqual({ _id: 'kesh', type: 'jig', played: 12 });
    expect(await one({ 'sets.$': 1 }, { 'sets.pos': 2 })).toEqual({ _id: 'kesh', sets: [{ pos: 2, n: 1 }] });
    expect(await one({ sets: { $elemMatch: { n: 1 } } })).toEqual({ _id: 'kesh', sets: [{ pos: 2, n: 1 }] });
    expect(await one({ _id: 0, tags: { $slice: -1 }, sets: 0, key: 0 })).toEqual({
      type: 'jig',
      played: 12,
      tags: ['session'],
    });
    expect(await one({ _id: 0, double: { $multiply: ['$played', 2] } })).toEqual({ double: 24 });
    expect(await errorCode(tunes.findOne({}, { projection: { type: 1, key: 0 } }))).toBe(31254);
  });

  test('distinct opens arrays', async () => {
    expect(await tunes.distinct('tags')).toEqual(['easy', 'session']);
    expect(await tunes.distinct('key', { type: 'reel' })).toEqual(['Edor']);
  });

  test('a cursor gives every document once, batch by batch, while others write', async () => {
    const many = Array.from({ length: 950 }, (_, i) => ({ _id: String(i).padStart(4, '0') }));
    const big = store.db.collection<Tune>(`big_${new ObjectId().toHexString()}`);
    await big.insertMany(many);
    const seen: string[] = [];
    for await (const { _id } of big.find({}, { batchSize: 100, sort: { _id: 1 } })) {
      if (seen.length === 150) await big.insertOne({ _id: '0000a' });
      if (seen.length === 200) await big.updateMany({}, { $set: { grown: 'x'.repeat(100) } });
      seen.push(_id);
    }
    expect(seen).toEqual(many.map(({ _id }) => _id));
    expect(await big.find({}, { sort: { _id: -1 }, skip: 10, limit: 2 }).toArray()).toMatchObject([
      { _id: '0939' },
      { _id: '0938' },
    ]);
  });

  test('a killed or unknown cursor is error 43', async () => {
    const command = { getMore: Long.fromNumber(12345), collection: tunes.collectionName };
    expect(await errorCode(store.db.command(command))).toBe(43);
    const cursor = tunes.find({}, { batchSize: 2 });
    await cursor.next();
    const id = cursor.id as Long;
    await cursor.close();
    expect(await errorCode(store.db.command({ getMore: id, collection: tunes.collectionName }))).toBe(43);
  });

  test.each<[string, object, number]>([
    ['an unknown operator', { a: { $near: 1, $foo: 2 } }, 2],
    ['an unknown top level operator', { $foo: [] }, 2],
    ['an empty $or', { $or: [] }, 2],
    ['$in without an array', { a: { $in: 3 } }, 2],
  ])('%s is refused', async (_name, filter, code) => {
    expect(await errorCode(tunes.find(filter).toArray())).toBe(code);
  });
});

describe('deleting', () => {
  test('one or all', async () => {
    await tunes.insertMany([
      { _id: 'a', x: 1 },
      { _id: 'b', x: 1 },
      { _id: 'c', x: 1 },
      { _id: 'd', x: 2 },
    ]);
    expect(await tunes.deleteOne({ x: 1 })).toMatchObject({ deletedCount: 1 });
    expect(await ids({ x: 1 })).toHaveLength(2);
    expect(await tunes.deleteMany({ x: 1 })).toMatchObject({ deletedCount: 2 });
    expect(await tunes.deleteMany({ x: 99 })).toMatchObject({ deletedCount: 0 });
    expect(await ids({})).toEqual(['d']);
  });
});

describe('what is not there', () => {
  test('commands, options and transactions are refused by their codes', async () => {
    await tunes.insertOne({ _id: 'a' });
    expect(await errorCode(store.db.command({ mapReduceNow: 1 }))).toBe(59);
    expect(await errorCode(store.db.command({ find: tunes.collectionName, filtre: {} }))).toBe(40415);
    expect(
      await errorCode(
        store.db.command({ aggregate: tunes.collectionName, pipeline: [{ $foo: 1 }], cursor: {} }),
      ),
    ).toBe(40324);
    if (!store.embedded) return; // a replica set has transactions
    const inTransaction = { txnNumber: Long.fromNumber(1), startTransaction: true, autocommit: false };
    const write = { insert: tunes.collectionName, documents: [{ _id: 'b' }], ...inTransaction };
    expect(await errorCode(store.db.command(write))).toBe(20);
    expect(await errorCode(tunes.find({}, { collation: { locale: 'en', strength: 1 } }).toArray())).toBe(2);
    expect(await ids({})).toEqual(['a']);
  });
});
