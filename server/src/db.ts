import mongoose, { type Connection } from 'mongoose';
import { openEmbeddedStore, runningStoreUrl } from './embedded-mongo/index.ts';

export const DEFAULT_DATABASE = 'ensemble';

export interface Store {
  connection: Connection;
  kind: 'embedded' | 'mongodb';
  close(): Promise<void>;
}

/**
 * MONGODB_URL, or the embedded store in DATA_DIR: behind it the same mongoose connection. Writes are
 * acknowledged when they are durable (majority, journalled), since people are told "saved" on that.
 */
export async function connectStore(settings: {
  mongodbUrl: string | undefined;
  dataDir: string;
}): Promise<Store> {
  if (settings.mongodbUrl !== undefined) {
    const connection = await connect(settings.mongodbUrl);
    return { connection, kind: 'mongodb', close: () => connection.close() };
  }
  const store = await openEmbeddedStore({ dataDir: settings.dataDir });
  try {
    const connection = await connect(store.url);
    return {
      connection,
      kind: 'embedded',
      async close() {
        await connection.close();
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** For commands beside the app: MONGODB_URL, or the running app's embedded store, or that store opened here. */
export async function connectRunningOrOwn(settings: {
  mongodbUrl: string | undefined;
  dataDir: string;
}): Promise<Store> {
  const mongodbUrl = settings.mongodbUrl ?? (await runningStoreUrl(settings.dataDir)) ?? undefined;
  return connectStore({ ...settings, mongodbUrl });
}

/** A connection of its own, not mongoose's global one: tests run several apps in one process. */
export async function connect(url: string): Promise<Connection> {
  const connection = mongoose.createConnection(url, {
    ...(namesDatabase(url) ? {} : { dbName: DEFAULT_DATABASE }),
    writeConcern: { w: 'majority', journal: true },
    serverSelectionTimeoutMS: 10_000,
    autoIndex: false,
    autoCreate: false,
  });
  return connection.asPromise();
}

const namesDatabase = (url: string): boolean => /^mongodb(\+srv)?:\/\/[^/]+\/[^?]+/.test(url);
