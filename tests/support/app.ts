import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient, type Db } from 'mongodb';
import { type Clock, systemClock } from '@ensemble/shared';
import { type App, type AppOptions, createApp } from '../../server/src/app.ts';
import { readConfig } from '../../server/src/config.ts';
import { runningStoreUrl } from '../../server/src/embedded-mongo/index.ts';
import { createLog } from '../../server/src/log.ts';
import type { Mailer } from '../../server/src/mail/mailer.ts';
import { Person } from './person.ts';
import { databaseUrl, dropDatabase } from './database.ts';

/** A whole app node in this process: real store, real sockets, a port of its own. */
export interface TestApp {
  origin: string;
  dataDir: string;
  routes: App['routes'];
  /** Signs up a new account. The first one is the administrator. */
  signUp(name: string): Promise<Person>;
  /** Somebody without an account. */
  stranger(): Person;
  /** Resolves when scheduled work that is due by the clock is done. */
  settleSchedule(): Promise<void>;
  /** What is stored, past the app; for looking, and for what only a crash leaves behind. */
  db(): Promise<Db>;
  /** Stops the node; the data stays for a next one with the same `dataDir`. */
  stop(): Promise<void>;
  /** Stops the node and deletes its data. */
  close(): Promise<void>;
}

export interface TestAppOptions {
  clock?: Clock;
  /** Keeps the data of an earlier app. */
  dataDir?: string;
  /** Settings beyond the defaults, as in the environment; MONGODB_URL to share a store with other nodes. */
  settings?: Record<string, string>;
  mailer?: Mailer;
  /** Milliseconds between digests of `/live`. */
  digestMs?: number;
  /** Around each step of publishing a training session. */
  aroundPublishing?: AppOptions['aroundPublishing'];
}

const WITHOUT_LIMITS = {
  RATE_LIMIT_READS_PER_MINUTE: '0',
  RATE_LIMIT_WRITES_PER_MINUTE: '0',
  RATE_LIMIT_SIGN_UPS_PER_MINUTE: '0',
  RATE_LIMIT_SIGN_INS_PER_MINUTE: '0',
  RATE_LIMIT_MAILS_PER_HOUR: '0',
  RATE_LIMIT_GENERATIONS_PER_HOUR: '0',
};

/** Set MONGODB_URL to run the same tests on a real MongoDB; each app then has a database of its own. */
export async function startApp({
  clock = systemClock,
  dataDir,
  settings = {},
  mailer,
  digestMs,
  aroundPublishing,
}: TestAppOptions = {}): Promise<TestApp> {
  const dir = dataDir ?? (await mkdtemp(join(tmpdir(), 'ensemble-')));
  const mongodbUrl = settings['MONGODB_URL'] ?? databaseUrl(dir);
  const config = readConfig({
    NODE_ENV: 'test',
    DATA_DIR: dir,
    LOG_LEVEL: 'error',
    ...WITHOUT_LIMITS,
    ...settings,
    ...(mongodbUrl === undefined ? {} : { MONGODB_URL: mongodbUrl }),
  });
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  const app = await createApp({
    config,
    log: createLog(config.logLevel),
    server,
    origins: [origin],
    clock,
    ...(mailer ? { mailer } : {}),
    ...(digestMs === undefined ? {} : { digestMs }),
    aroundPublishing,
  });
  server.on('request', app.handler);
  let client: MongoClient | null = null;
  const db = async (): Promise<Db> => {
    const url = mongodbUrl ?? (await runningStoreUrl(dir));
    if (url === null) throw new Error('the store does not run');
    client ??= await MongoClient.connect(url);
    // As the app does: a URL that names no database means this one.
    return /^mongodb(\+srv)?:\/\/[^/]+\/[^?]+/.test(url) ? client.db() : client.db('ensemble');
  };
  let count = 0;
  let stopped = false;
  const stop = async (): Promise<void> => {
    if (stopped) return;
    stopped = true;
    server.close();
    await client?.close();
    await app.close();
    server.closeAllConnections();
  };
  return {
    origin,
    dataDir: dir,
    routes: app.routes,
    async signUp(name) {
      const person = new Person(origin, name);
      await person.signUp(`${name.toLowerCase().replace(/\W+/g, '.')}.${++count}@example.org`);
      return person;
    },
    stranger: () => new Person(origin, 'stranger'),
    settleSchedule: () => app.settleSchedule(),
    db,
    stop,
    async close() {
      await stop();
      if (mongodbUrl !== undefined && settings['MONGODB_URL'] === undefined) await dropDatabase(mongodbUrl);
      await rm(dir, { recursive: true, force: true });
    },
  };
}
