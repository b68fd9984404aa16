import { Decimal128, Long, ObjectId, type Collection, type Document } from 'mongodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { errorCode, openStoreUnderTest, type StoreUnderTest } from '../../support/store.ts';

interface Thing extends Document {
  _id: string;
}

let store: StoreUnderTest;
let things: Collection<Thing>;

beforeAll(async () => {
  store = await openStoreUnderTest();
});
afterAll(() => store.close());
beforeEach(() => {
  things = store.db.collection<Thing>(`things_${new ObjectId().toHexString()}`);
});

/** Stores a document, updates it, and gives back what it became, without its _id. */
async function after(
  before: object,
  update: object,
  filter: object = {},
  options: object = {},
): Promise<unknown> {
  await things.deleteMany({});
  await things.insertOne({ _id: 'x', ...before });
  await things.updateOne({ _id: 'x', ...filter }, update, options);
  const { _id, ...rest } = (await things.findOne({ _id: 'x' })) as Thing;
  expect(_id).toBe('x');
  return rest;
}

async function refused(
  before: object,
  update: object,
  filter: object = {},
  options: object = {},
): Promise<unknown> {
  await things.deleteMany({});
  await things.insertOne({ _id: 'x', ...before });
  const code = await errorCode(things.updateOne({ _id: 'x', ...filter }, update, options));
  expect(await things.findOne({ _id: 'x' })).toEqual({ _id: 'x', ...before });
  return code;
}

describe('operators', () => {
  test.each<[string, object, object, object]>([
    [
      '$set builds paths',
      { a: { b: 1 } },
      { $set: { 'a.c.d': 2, e: 3 } },
      { a: { b: 1, c: { d: 2 } }, e: 3 },
    ],
    ['$set pads an array', { a: [1] }, { $set: { 'a.3': 4 } }, { a: [1, null, null, 4] }],
    [
      '$unset leaves null in an array',
      { a: [1, 2], b: 1 },
      { $unset: { 'a.0': '', b: '', c: '' } },
      { a: [null, 2] },
    ],
    [
      '$inc and $mul',
      { a: 1, b: 4 },
      { $inc: { a: -3, n: 2 }, $mul: { b: 2.5, m: 3 } },
      { a: -2, b: 10, n: 2, m: 0 },
    ],
    [
      '$min and $max',
      { a: 5, b: 5, c: 5 },
      { $min: { a: 3, d: 1 }, $max: { b: 9, c: 2 } },
      { a: 3, b: 9, c: 5, d: 1 },
    ],
    ['$rename', { a: { b: 1 } }, { $rename: { 'a.b': 'c', no: 'thing' } }, { a: {}, c: 1 }],
    ['$push', { a: [1] }, { $push: { a: [2], b: 1 } }, { a: [1, [2]], b: [1] }],
    [
      '$push with everything',
      { a: [5, 1] },
      { $push: { a: { $each: [9, 3], $sort: 1, $slice: 3, $position: 0 } } },
      { a: [1, 3, 5] },
    ],
    [
      '$push sorted by a field',
      { a: [{ n: 2 }] },
      { $push: { a: { $each: [{ n: 1 }], $sort: { n: 1 } } } },
      { a: [{ n: 1 }, { n: 2 }] },
    ],
    [
      '$addToSet',
      { a: [1, { k: 1 }] },
      { $addToSet: { a: { $each: [1, { k: 1 }, 2] } } },
      { a: [1, { k: 1 }, 2] },
    ],
    ['$pop', { a: [1, 2, 3], b: [1, 2] }, { $pop: { a: 1, b: -1, c: 1 } }, { a: [1, 2], b: [2] }],
    [
      '$pull by value, condition and field',
      { a: [1, 2, 1], b: [1, 5, 9], c: [{ n: 1, m: 1 }, { n: 2 }] },
      { $pull: { a: 1, b: { $gt: 4 }, c: { n: 1 } } },
      { a: [2], b: [1], c: [{ n: 2 }] },
    ],
    ['$pullAll', { a: [1, 2, 3] }, { $pullAll: { a: [1, 3] } }, { a: [2] }],
    ['$bit', { a: 13 }, { $bit: { a: { and: 10 } } }, { a: 8 }],
    ['a replacement', { a: 1, b: 2 }, { c: 3 }, { c: 3 }],
  ])('%s', async (_name, before, update, expected) => {
    if (Object.keys(update)[0]?.startsWith('$')) expect(await after(before, update)).toEqual(expected);
    else {
      await things.insertOne({ _id: 'x', ...before });
      expect(await things.replaceOne({ _id: 'x' }, update)).toMatchObject({
        matchedCount: 1,
        modifiedCount: 1,
      });
      expect(await things.findOne({})).toEqual({ _id: 'x', ...expected });
    }
  });

  test('64-bit and decimal numbers keep their type when changed', async () => {
    await things.insertOne({
      _id: 'n',
      long: Long.fromString('9007199254740993'),
      money: Decimal128.fromString('0.10'),
    });
    await things.updateOne({ _id: 'n' }, { $inc: { long: 2, money: Decimal128.fromString('0.20') } });
    const found = await things.findOne({ _id: 'n' }, { promoteLongs: false });
    expect(found?.['long']).toEqual(Long.fromString('9007199254740995'));
    expect(String(found?.['money'])).toBe('0.30');
  });

  test('positions: the first match, all, and those a filter names', async () => {
    const marks = {
      marks: [
        { n: 1, ok: false },
        { n: 2, ok: false },
        { n: 2, ok: false },
      ],
    };
    const flags = (doc: unknown): boolean[] =>
      (doc as { marks: { ok: boolean }[] }).marks.map(({ ok }) => ok);
    expect(flags(await after(marks, { $set: { 'marks.$.ok': true } }, { 'marks.n': 2 }))).toEqual([
      false,
      true,
      false,
    ]);
    expect(
      flags(
        await after(marks, { $set: { 'marks.$.ok': true } }, { marks: { $elemMatch: { n: 2, ok: false } } }),
      ),
    ).toEqual([false, true, false]);
    expect(flags(await after(marks, { $set: { 'marks.$[].ok': true } }))).toEqual([true, true, true]);
    expect(
      flags(
        await after(
          marks,
          { $set: { 'marks.$[m].ok': true } },
          {},
          { arrayFilters: [{ 'm.n': { $gte: 2 } }] },
        ),
      ),
    ).toEqual([false, true, true]);
    expect(await refused(marks, { $set: { 'marks.$.ok': true } })).toBe(2);
    expect(await refused(marks, { $set: { 'marks.$[q].ok': true } })).toBe(2);
    expect(await refused(marks, { $set: { a: 1 } }, {}, { arrayFilters: [{ 'm.n': 2 }] })).toBe(9);
  });

  test.each<[string, object, object, number]>([
    ['an unknown operator', {}, { $sett: { a: 1 } }, 9],
    ['$inc of a text', { a: 'one' }, { $inc: { a: 1 } }, 14],
    ['$inc by a text', { a: 1 }, { $inc: { a: 'one' } }, 14],
    ['$push to a number', { a: 1 }, { $push: { a: 1 } }, 2],
    ['two changes of one path', {}, { $set: { a: 1 }, $inc: { a: 1 } }, 40],
    ['a path and its inside', {}, { $set: { 'a.b': 1, a: 1 } }, 40],
    ['a path through a number', { a: 1 }, { $set: { 'a.b': 1 } }, 28],
    ['another _id', {}, { $set: { _id: 'y' } }, 66],
  ])('%s is refused and changes nothing', async (_name, before, update, code) => {
    expect(await refused(before, update)).toBe(code);
  });
});

describe('upserts', () => {
  test('take the equalities of the filter, the operators and $setOnInsert', async () => {
    const filter = { _id: 'new', 'a.b': 1, c: { $eq: 2 }, d: { $gt: 5 }, $and: [{ e: 'x' }] };
    const update = { $set: { f: 1 }, $setOnInsert: { g: 2 }, $inc: { n: 1 } };
    expect(await things.updateOne(filter, update, { upsert: true })).toMatchObject({
      upsertedCount: 1,
      upsertedId: 'new',
      matchedCount: 0,
    });
    expect(await things.findOne({ _id: 'new' })).toEqual({
      _id: 'new',
      a: { b: 1 },
      c: 2,
      e: 'x',
      f: 1,
      g: 2,
      n: 1,
    });
    await things.updateOne({ _id: 'new' }, update, { upsert: true });
    expect(await things.findOne({ _id: 'new' })).toMatchObject({ g: 2, n: 2 });
    expect(await things.countDocuments()).toBe(1);
  });

  test('twenty at once with one unique key make one document', async () => {
    await things.createIndex({ key: 1 }, { unique: true });
    const all = Array.from({ length: 20 }, () =>
      things.updateOne({ key: 'k' }, { $inc: { n: 1 } }, { upsert: true }),
    );
    const done = await Promise.allSettled(all);
    const made = await things.find({}).toArray();
    expect(made).toHaveLength(1);
    expect(made[0]?.['n']).toBe(done.filter(({ status }) => status === 'fulfilled').length);
  });
});

describe('many at once', () => {
  test('updateMany counts what matched and what changed', async () => {
    await things.insertMany([
      { _id: 'a', n: 1 },
      { _id: 'b', n: 2 },
      { _id: 'c', n: 2 },
    ]);
    expect(await things.updateMany({ n: { $gte: 1 } }, { $set: { n: 2 } })).toMatchObject({
      matchedCount: 3,
      modifiedCount: 1,
    });
  });

  test('a bulk reports each result', async () => {
    const result = await things.bulkWrite([
      { insertOne: { document: { _id: 'a', n: 1 } } },
      { updateOne: { filter: { _id: 'a' }, update: { $inc: { n: 1 } } } },
      { updateOne: { filter: { _id: 'b' }, update: { $set: { n: 5 } }, upsert: true } },
      { replaceOne: { filter: { _id: 'a' }, replacement: { n: 9 } } },
      { deleteOne: { filter: { _id: 'b' } } },
    ]);
    expect(result).toMatchObject({
      insertedCount: 1,
      matchedCount: 2,
      modifiedCount: 2,
      upsertedCount: 1,
      deletedCount: 1,
    });
    expect(await things.find({}).toArray()).toEqual([{ _id: 'a', n: 9 }]);
  });
});

describe('find and modify', () => {
  test('gives the document before or after, sorted and projected', async () => {
    await things.insertMany([
      { _id: 'a', n: 1 },
      { _id: 'b', n: 3 },
      { _id: 'c', n: 2 },
    ]);
    expect(await things.findOneAndUpdate({}, { $set: { top: true } }, { sort: { n: -1 } })).toEqual({
      _id: 'b',
      n: 3,
    });
    const options = { sort: { n: -1 }, returnDocument: 'after', projection: { _id: 0, n: 1 } } as const;
    expect(await things.findOneAndUpdate({}, { $inc: { n: 10 } }, options)).toEqual({ n: 13 });
    expect(await things.findOneAndReplace({ _id: 'a' }, { m: 1 }, { returnDocument: 'after' })).toEqual({
      _id: 'a',
      m: 1,
    });
    expect(await things.findOneAndDelete({ n: 2 })).toEqual({ _id: 'c', n: 2 });
    expect(await things.findOneAndDelete({ n: 99 })).toBeNull();
    expect(await things.countDocuments()).toBe(2);
    const made = await things.findOneAndUpdate(
      { _id: 'z' },
      { $set: { n: 0 } },
      { upsert: true, returnDocument: 'after' },
    );
    expect(made).toEqual({ _id: 'z', n: 0 });
  });

  test('a duplicate key is an error of the command, with the key', async () => {
    await things.createIndex({ email: 1 }, { unique: true });
    await things.insertMany([
      { _id: 'a', email: 'a@x' },
      { _id: 'b', email: 'b@x' },
    ]);
    const failure: unknown = await things
      .findOneAndUpdate({ _id: 'b' }, { $set: { email: 'a@x' } })
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 11000, keyPattern: { email: 1 }, keyValue: { email: 'a@x' } });
    expect(await things.findOne({ _id: 'b' })).toEqual({ _id: 'b', email: 'b@x' });
  });
});

describe('pipeline updates', () => {
  test('set, unset and replace with expressions over the document', async () => {
    const list = [
      { id: 1, seats: 2, on: true },
      { id: 2, seats: 3, on: false },
    ];
    const update = [
      {
        $set: {
          taken: {
            $sum: {
              $map: {
                input: { $filter: { input: '$list', as: 'r', cond: '$$r.on' } },
                as: 'r',
                in: '$$r.seats',
              },
            },
          },
        },
      },
      {
        $set: {
          list: {
            $map: {
              input: '$list',
              as: 'r',
              in: {
                $mergeObjects: [
                  '$$r',
                  { on: true, late: { $cond: [{ $gt: ['$$r.seats', 2] }, 'yes', '$$REMOVE'] } },
                ],
              },
            },
          },
        },
      },
      {
        $set: {
          all: { $reduce: { input: '$list', initialValue: 0, in: { $add: ['$$value', '$$this.seats'] } } },
          'm.n': { $literal: '$list' },
        },
      },
      { $unset: 'gone' },
    ];
    expect(await after({ list, gone: 1, m: { k: 1 } }, update)).toEqual({
      list: [
        { id: 1, seats: 2, on: true },
        { id: 2, seats: 3, on: true, late: 'yes' },
      ],
      taken: 2,
      all: 5,
      m: { k: 1, n: '$list' },
    });
    expect(
      await after({ a: { b: 2 } }, [{ $replaceWith: { $mergeObjects: ['$$ROOT', { c: '$a.b' }] } }]),
    ).toEqual({ a: { b: 2 }, c: 2 });
    expect(await after({ a: { b: 1, c: 2 } }, [{ $set: { a: { b: 5 } } }])).toEqual({ a: { b: 5, c: 2 } });
  });

  test('the last seat goes to one of fifty who ask at once, decided inside the update', async () => {
    await things.insertOne({ _id: 'slot', capacity: 7, reservations: [] });
    const ask = (id: number): Promise<unknown> => {
      const live = { $filter: { input: '$reservations', as: 'r', cond: { $gt: ['$$r.until', '$$NOW'] } } };
      const taken = { $sum: { $map: { input: live, as: 'r', in: '$$r.seats' } } };
      const fits = { $lte: [{ $add: [taken, 2] }, '$capacity'] };
      const until = { $dateAdd: { startDate: '$$NOW', unit: 'minute', amount: 15 } };
      const mine = {
        id: { $literal: `$${String(id)}` },
        seats: 2,
        until: { $cond: [fits, until, null] },
        state: { $cond: [fits, 'held', 'refused'] },
      };
      return things.findOneAndUpdate({ _id: 'slot', 'reservations.id': { $ne: `$${String(id)}` } }, [
        { $set: { reservations: { $concatArrays: ['$reservations', [mine]] } } },
      ]);
    };
    await Promise.all(Array.from({ length: 50 }, (_, i) => ask(i % 25)));
    const slot = await things.findOne({ _id: 'slot' });
    const states = (slot?.['reservations'] as { state: string; until: unknown; id: string }[]) ?? [];
    expect(states).toHaveLength(25);
    expect(states.filter(({ state }) => state === 'held')).toHaveLength(3);
    expect(states[0]?.until).toBeInstanceOf(Date);
    expect(states[0]?.id).toMatch(/^\$\d+$/);
  });

  test('a stage that has no place in an update, and another _id, are refused', async () => {
    expect(await refused({ a: 1 }, [{ $match: { a: 1 } }])).toBe(72);
    expect(await refused({ a: 1 }, [{ $set: { _id: 'other' } }])).toBe(66);
  });
});
