import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient, ObjectId } from 'mongodb';
import { openEmbeddedStore } from '../../server/src/embedded-mongo/index.ts';

/** MONGODB_URL with a database named after the data folder, so that a second start finds it; undefined: embedded. */
export function databaseUrl(dataDir: string): string | undefined {
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  return withDatabase(process.env['MONGODB_URL'], `ensemble_test_${name}`);
}

function withDatabase<Url extends string | undefined>(url: Url, name: string): Url | string {
  if (url === undefined) return url;
  const [, server = '', , query = ''] = /^([a-z+]+:\/\/[^/]+)(\/[^?]*)?(\?.*)?$/.exec(url) ?? [];
  return `${server}/${name}${query}`;
}

export async function dropDatabase(url: string): Promise<void> {
  const client = await MongoClient.connect(url);
  await client.db().dropDatabase();
  await client.close();
}

export interface SharedStore {
  /** For the setting MONGODB_URL of each node. */
  url: string;
  /** Drops the database. Stop the nodes first. */
  close(): Promise<void>;
}

/** One store for several nodes: a database of MONGODB_URL, or an embedded store run alone, as `npm run store` does. */
export async function openSharedStore(): Promise<SharedStore> {
  const name = `ensemble_test_${new ObjectId().toHexString()}`;
  const given = process.env['MONGODB_URL'];
  if (given !== undefined) {
    const url = withDatabase(given, name);
    return {
      url,
      close: () => dropDatabase(url),
    };
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'ensemble-store-'));
  const store = await openEmbeddedStore({ dataDir });
  return {
    url: withDatabase(store.url, name),
    async close() {
      await store.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
