import mongoose, { Schema, type Connection } from 'mongoose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { errorCode, openStoreUnderTest, type StoreUnderTest } from '../../support/store.ts';

let store: StoreUnderTest;
let connection: Connection;

const personSchema = new Schema(
  { email: { type: String, unique: true, required: true }, name: String },
  { timestamps: true },
);
const sessionSchema = new Schema(
  {
    title: { type: String, index: true },
    host: { type: Schema.Types.ObjectId, ref: 'Person' },
    players: [{ type: Schema.Types.ObjectId, ref: 'Person' }],
    log: [{ tune: String, order: Number }],
    counts: { type: Map, of: Number },
    fee: Schema.Types.Decimal128,
  },
  { timestamps: true, optimisticConcurrency: true },
);

function models(): { Person: ReturnType<typeof makePerson>; Session: ReturnType<typeof makeSession> } {
  return { Person: makePerson(), Session: makeSession() };
}
const makePerson = () => connection.model('Person', personSchema);
const makeSession = () => connection.model('Session', sessionSchema);

beforeAll(async () => {
  store = await openStoreUnderTest();
  connection = await mongoose.createConnection(store.url, { dbName: store.dbName }).asPromise();
  const { Person, Session } = models();
  await Promise.all([Person.init(), Session.init()]);
});
afterAll(async () => {
  await connection.close();
  await store.close();
});

test('models: unique fields, timestamps, defaults, populate', async () => {
  const { Person, Session } = models();
  const ana = await Person.create({ email: 'ana@example.org', name: 'Ana' });
  const bo = await Person.create({ email: 'bo@example.org', name: 'Bo' });
  expect(ana.createdAt).toBeInstanceOf(Date);
  expect(await errorCode(Person.create({ email: 'ana@example.org' }))).toBe(11000);
  await Session.create({
    title: 'Tuesday',
    host: ana._id,
    players: [bo._id, ana._id],
    counts: { reels: 3 },
    fee: '2.50',
  });
  const found = await Session.findOne({ title: 'Tuesday' })
    .populate('host')
    .populate<{ players: { name: string }[] }>('players');
  expect(found?.host).toMatchObject({ name: 'Ana' });
  expect(found?.players.map(({ name }) => name)).toEqual(['Bo', 'Ana']);
  expect(found?.counts?.get('reels')).toBe(3);
  expect(String(found?.fee)).toBe('2.50');
});

test('changes: save, positional update, upsert, increments, removal', async () => {
  const { Session } = models();
  const made = await Session.create({
    title: 'Friday',
    log: [
      { tune: 'The Kesh', order: 1000 },
      { tune: "Morrison's", order: 2000 },
    ],
  });
  await Session.updateOne({ _id: made._id, 'log.tune': "Morrison's" }, { $set: { 'log.$.order': 500 } });
  const loaded = await Session.findById(made._id);
  expect(loaded?.log.map(({ order }) => order)).toEqual([1000, 500]);
  loaded?.log.push({ tune: "Cooley's", order: 3000 });
  await loaded?.save();
  expect((await Session.findById(made._id).lean())?.log).toHaveLength(3);
  const stale = await Session.findById(made._id);
  await Session.findById(made._id).then((other) => other?.set('title', 'Saturday').save());
  stale?.set('title', 'Sunday');
  await expect(stale?.save()).rejects.toThrow(mongoose.Error.VersionError);
  const upserted = await Session.findOneAndUpdate(
    { title: 'New' },
    { $setOnInsert: { log: [] } },
    { upsert: true, returnDocument: 'after' },
  );
  expect(upserted.title).toBe('New');
  expect(await Session.countDocuments({ title: { $in: ['New', 'Saturday'] } })).toBe(2);
  expect(await Session.exists({ title: 'Sunday' })).toBeNull();
  expect(await Session.deleteMany({ title: /^(New|Saturday)$/ })).toMatchObject({ deletedCount: 2 });
});

test('cursors, aggregation and bulk writes', async () => {
  const { Person } = models();
  await Person.insertMany(
    Array.from({ length: 250 }, (_, i) => ({
      email: `p${String(i)}@example.org`,
      name: `P${String(i % 5)}`,
    })),
  );
  let read = 0;
  for await (const person of Person.find({ name: 'P3' })
    .sort({ email: 1 })
    .lean()
    .cursor({ batchSize: 20 })) {
    expect(person.name).toBe('P3');
    read++;
  }
  expect(read).toBe(50);
  const groups = await Person.aggregate<{ _id: string; n: number }>([
    { $match: { name: /^P\d/ } },
    { $group: { _id: '$name', n: { $sum: 1 } } },
    { $sort: { _id: 1 } },
  ]);
  expect(groups).toEqual(['P0', 'P1', 'P2', 'P3', 'P4'].map((_id) => ({ _id, n: 50 })));
  const bulk = await Person.bulkWrite([
    { updateMany: { filter: { name: 'P0' }, update: { $set: { name: 'Q0' } } } },
    { deleteMany: { filter: { name: 'P1' } } },
  ]);
  expect(bulk).toMatchObject({ modifiedCount: 50, deletedCount: 50 });
  const plan: unknown = await Person.findOne({ email: 'p3@example.org' }).explain();
  expect(JSON.stringify(plan)).toContain('IXSCAN');
  expect((await Person.distinct('name', { name: /^[PQ]/ })).sort()).toEqual(['P2', 'P3', 'P4', 'Q0']);
});
