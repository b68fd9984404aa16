/**
 * A process that writes to a store and reports each acknowledged write, to be killed at any moment.
 * Usage: node writer-process.ts <dataDir> <run number>
 */
import { MongoClient, type Document } from 'mongodb';
import { openEmbeddedStore } from '../../../server/src/embedded-mongo/index.ts';

interface Row extends Document {
  _id: string;
}

const [, , dataDir = '', run = '0'] = process.argv;
const store = await openEmbeddedStore({ dataDir });
const client = await new MongoClient(store.url).connect();
const rows = client.db('crash').collection<Row>('rows');
await rows.createIndex({ n: 1 }, { unique: true });
await rows.createIndex({ tags: 1 });

/** One of several clients at once: inserts a row, then counts it up a few times, then sometimes removes it. */
async function work(worker: number): Promise<void> {
  for (let i = 0; ; i++) {
    const _id = `${run}-${String(worker)}-${String(i)}`;
    const n = Number(run) * 1e9 + worker * 1e6 + i;
    await rows.insertOne({ _id, n, version: 0, tags: ['v0', _id] });
    console.log(`insert ${_id}`);
    for (let version = 1; version <= 3; version++) {
      await rows.updateOne({ _id }, { $set: { version, tags: [`v${String(version)}`, _id] } });
      console.log(`update ${_id} ${String(version)}`);
    }
    if (i % 4 === 0) {
      console.log(`removing ${_id}`);
      await rows.deleteOne({ n });
      console.log(`remove ${_id}`);
    }
  }
}

console.log('ready');
await Promise.all(Array.from({ length: 8 }, (_, worker) => work(worker)));
