import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient, ObjectId, type Db } from 'mongodb';
import { openEmbeddedStore, type EmbeddedStore } from '../../server/src/embedded-mongo/index.ts';

export interface StoreUnderTest {
  url: string;
  client: MongoClient;
  /** A database of this test's own, dropped by `close`. */
  db: Db;
  dbName: string;
  /** The embedded store, or null when MONGODB_URL names a real MongoDB. */
  embedded: EmbeddedStore | null;
  close(): Promise<void>;
}

/** The store every data-layer test runs against: MONGODB_URL where it is set, otherwise a fresh embedded one. */
export async function openStoreUnderTest(): Promise<StoreUnderTest> {
  const given = process.env['MONGODB_URL'];
  const dataDir = given === undefined ? await mkdtemp(join(tmpdir(), 'ensemble-store-')) : undefined;
  const embedded = dataDir === undefined ? null : await openEmbeddedStore({ dataDir });
  const url = embedded?.url ?? given ?? '';
  const client = await new MongoClient(url).connect();
  const dbName = `test_${new ObjectId().toHexString()}`;
  const db = client.db(dbName);
  return {
    url,
    client,
    db,
    dbName,
    embedded,
    close: async () => {
      await db.dropDatabase();
      await client.close();
      await embedded?.close();
      if (dataDir !== undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The code of the error a promise rejects with; fails if it does not reject. */
export async function errorCode(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
  throw new Error('expected an error, but the operation succeeded');
}
