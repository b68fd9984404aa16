import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { MemoryCollabStore } from '../../../server/src/collab/index.ts';
import type { CollabStore } from '../../../server/src/collab/index.ts';
import { MongoCollabStore } from '../../../server/src/collab/mongo-store.ts';

export interface OpenedStore {
  store: CollabStore;
  close(): Promise<void>;
}

const openMemory = async (): Promise<OpenedStore> => ({
  store: new MemoryCollabStore(),
  close: async () => undefined,
});

async function openAt(url: string): Promise<OpenedStore> {
  const client = await MongoClient.connect(url);
  const db = client.db(`collab_${process.pid}_${Math.random().toString(36).slice(2)}`);
  return {
    store: new MongoCollabStore(db),
    close: async () => {
      await db.dropDatabase();
      await client.close();
    },
  };
}

async function openEmbedded(): Promise<OpenedStore> {
  const { openEmbeddedStore } = await import('../../../server/src/embedded-mongo/index.ts');
  const dataDir = await mkdtemp(join(tmpdir(), 'collab-'));
  const embedded = await openEmbeddedStore({ dataDir });
  const opened = await openAt(embedded.url);
  return {
    store: opened.store,
    close: async () => {
      await opened.close();
      await embedded.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const { MONGODB_URL } = process.env;

/** Every store there is: in memory, embedded, and the MongoDB that MONGODB_URL names. */
export const STORES: [name: string, open: () => Promise<OpenedStore>][] = [
  ['memory', openMemory],
  ['embedded', openEmbedded],
  ...(MONGODB_URL
    ? [['MONGODB_URL', () => openAt(MONGODB_URL)] as [string, () => Promise<OpenedStore>]]
    : []),
];
