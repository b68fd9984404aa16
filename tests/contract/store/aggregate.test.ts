import { ObjectId, type Collection, type Document } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { errorCode, openStoreUnderTest, type StoreUnderTest } from '../../support/store.ts';

interface Row extends Document {
  _id: number;
}

let store: StoreUnderTest;
let sets: Collection<Row>;
let tunes: Collection<Row>;
const pub = new ObjectId();
const hall = new ObjectId();

beforeAll(async () => {
  store = await openStoreUnderTest();
  tunes = store.db.collection<Row>('tunes');
  sets = store.db.collection<Row>('sets');
  await tunes.insertMany([
    { _id: 1, name: 'The Kesh', type: 'jig', alias: ['Kesh Jig', 'The Castle'] },
    { _id: 2, name: "Cooley's", type: 'reel', alias: [] },
    { _id: 3, name: 'Out on the Ocean', type: 'jig' },
  ]);
  await sets.insertMany([
    { _id: 10, tune: 1, place: pub, count: 3, at: new Date('2026-01-05T20:00:00Z') },
    { _id: 11, tune: 1, place: hall, count: 1, at: new Date('2026-02-05T20:00:00Z') },
    { _id: 12, tune: 2, place: pub, count: 5, at: new Date('2026-02-06T20:00:00Z') },
    { _id: 13, tune: 9, place: hall, count: 2 },
  ]);
});
afterAll(() => store.close());

const run = (collection: Collection<Row>, pipeline: Document[]): Promise<Document[]> =>
  collection.aggregate(pipeline).toArray();

test('groups by ids and computes over each group', async () => {
  const group = {
    _id: '$place',
    n: { $sum: 1 },
    total: { $sum: '$count' },
    most: { $max: '$count' },
    least: { $min: '$at' },
    mean: { $avg: '$count' },
    all: { $push: '$tune' },
    different: { $addToSet: '$tune' },
    first: { $first: '$_id' },
  };
  const result = await run(sets, [{ $sort: { _id: 1 } }, { $group: group }, { $sort: { total: -1 } }]);
  expect(result).toEqual([
    {
      _id: pub,
      n: 2,
      total: 8,
      most: 5,
      least: new Date('2026-01-05T20:00:00Z'),
      mean: 4,
      all: [1, 2],
      different: [1, 2],
      first: 10,
    },
    {
      _id: hall,
      n: 2,
      total: 3,
      most: 2,
      least: new Date('2026-02-05T20:00:00Z'),
      mean: 1.5,
      all: [1, 9],
      different: [1, 9],
      first: 11,
    },
  ]);
  expect(await run(sets, [{ $group: { _id: null, n: { $sum: 1 } } }])).toEqual([{ _id: null, n: 4 }]);
});

test('joins by fields and by a pipeline with variables', async () => {
  const simple = await run(sets, [
    { $lookup: { from: 'tunes', localField: 'tune', foreignField: '_id', as: 'tune' } },
    { $unwind: { path: '$tune', preserveNullAndEmptyArrays: true } },
    { $project: { name: '$tune.name', count: 1 } },
    { $sort: { _id: 1 } },
  ]);
  expect(simple).toEqual([
    { _id: 10, count: 3, name: 'The Kesh' },
    { _id: 11, count: 1, name: 'The Kesh' },
    { _id: 12, count: 5, name: "Cooley's" },
    { _id: 13, count: 2 },
  ]);
  const correlated = await run(tunes, [
    { $match: { type: 'jig' } },
    {
      $lookup: {
        from: 'sets',
        let: { id: '$_id' },
        pipeline: [
          { $match: { $expr: { $and: [{ $eq: ['$tune', '$$id'] }, { $gte: ['$count', 2] }] } } },
          { $project: { _id: 0, count: 1 } },
        ],
        as: 'sets',
      },
    },
    { $project: { name: 1, sets: 1 } },
  ]);
  expect(correlated).toEqual([
    { _id: 1, name: 'The Kesh', sets: [{ count: 3 }] },
    { _id: 3, name: 'Out on the Ocean', sets: [] },
  ]);
});

test('facets, counts, windows of results', async () => {
  const [facets] = await run(sets, [
    {
      $facet: {
        total: [{ $count: 'n' }],
        page: [{ $sort: { count: -1 } }, { $skip: 1 }, { $limit: 2 }, { $project: { _id: 1 } }],
        none: [{ $match: { tune: 77 } }, { $count: 'n' }],
      },
    },
  ]);
  expect(facets).toEqual({ total: [{ n: 4 }], page: [{ _id: 10 }, { _id: 13 }], none: [] });
  expect(await run(tunes, [{ $unwind: '$alias' }, { $sortByCount: '$type' }])).toEqual([
    { _id: 'jig', count: 2 },
  ]);
  expect(
    await run(tunes, [
      { $match: { _id: 1 } },
      { $addFields: { n: { $size: '$alias' }, 'meta.upper': { $toUpper: '$name' } } },
      { $unset: ['alias', 'type'] },
    ]),
  ).toEqual([{ _id: 1, name: 'The Kesh', n: 2, meta: { upper: 'THE KESH' } }]);
  expect(
    await run(tunes, [
      { $match: { _id: 2 } },
      { $replaceRoot: { newRoot: { n: '$name', missing: { $ifNull: ['$nope', 'none'] } } } },
    ]),
  ).toEqual([{ n: "Cooley's", missing: 'none' }]);
  expect(
    await run(tunes, [
      { $project: { _id: 1 } },
      { $unionWith: { coll: 'sets', pipeline: [{ $match: { tune: 9 } }, { $project: { _id: 1 } }] } },
    ]),
  ).toEqual([{ _id: 1 }, { _id: 2 }, { _id: 3 }, { _id: 13 }]);
  expect(
    await run(sets, [{ $bucket: { groupBy: '$count', boundaries: [0, 3, 10], output: { n: { $sum: 1 } } } }]),
  ).toEqual([
    { _id: 0, n: 2 },
    { _id: 3, n: 2 },
  ]);
});

test('expressions compare as BSON does', async () => {
  const [one] = await run(sets, [
    { $match: { _id: 10 } },
    {
      $project: {
        _id: 0,
        samePlace: { $eq: ['$place', pub] },
        otherPlace: { $eq: ['$place', hall] },
        missingIsNotNull: { $eq: ['$nope', null] },
        textAboveNumber: { $gt: ['a', 5] },
        listed: { $in: ['$place', [hall, pub]] },
        dated: { $dateToString: { date: '$at', format: '%Y-%m-%d' } },
        switched: { $switch: { branches: [{ case: { $gt: ['$count', 2] }, then: 'many' }], default: 'few' } },
        sorted: { $sortArray: { input: [3, 1, 2], sortBy: -1 } },
        largest: { $max: ['$count', 2, null] },
        nested: {
          $map: {
            input: [[1, 2], [3]],
            as: 'list',
            in: { $reduce: { input: '$$list', initialValue: 0, in: { $add: ['$$value', '$$this'] } } },
          },
        },
      },
    },
  ]);
  expect(one).toEqual({
    samePlace: true,
    otherPlace: false,
    missingIsNotNull: false,
    textAboveNumber: true,
    listed: true,
    dated: '2026-01-05',
    switched: 'many',
    sorted: [3, 2, 1],
    largest: 3,
    nested: [3, 3],
  });
});

test('the documents themselves are never changed by a pipeline', async () => {
  await run(tunes, [{ $unwind: '$alias' }, { $set: { 'alias.x': 1 } }, { $unset: 'name' }]);
  await run(tunes, [{ $set: { alias: { $concatArrays: [{ $ifNull: ['$alias', []] }, ['more']] } } }]);
  expect(await tunes.findOne({ _id: 1 })).toEqual({
    _id: 1,
    name: 'The Kesh',
    type: 'jig',
    alias: ['Kesh Jig', 'The Castle'],
  });
});

test('a long result comes in batches', async () => {
  const many = store.db.collection<Row>('many');
  await many.insertMany(Array.from({ length: 700 }, (_, i) => ({ _id: i, n: i % 3 })));
  const result = await many
    .aggregate([{ $match: { n: 1 } }, { $set: { m: '$n' } }], { batchSize: 50 })
    .toArray();
  expect(result).toHaveLength(233);
  expect(result[232]).toEqual({ _id: 697, n: 1, m: 1 });
});

test('unknown stages and expressions are refused', async () => {
  expect(await errorCode(run(tunes, [{ $nope: {} }]))).toBe(40324);
  expect(await errorCode(run(tunes, [{ $project: { a: { $nope: 1 } } }]))).toBe(store.embedded ? 168 : 31325);
  expect(await errorCode(run(tunes, [{ $set: { a: { $nope: 1 } } }]))).toBe(168);
});
