import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock } from '@ensemble/shared';
import { createApp } from '../../server/src/app.ts';
import { readConfig } from '../../server/src/config.ts';
import { createLog } from '../../server/src/log.ts';
import { Person } from './person.ts';

/** A whole app node in this process: real store, real sockets, a port of its own. */
export interface TestApp {
  origin: string;
  dataDir: string;
  /** Signs up a new account. The first one is the administrator. */
  signUp(name: string): Promise<Person>;
  /** Somebody without an account. */
  stranger(): Person;
  /** Stops the node; the data stays for a next one with the same `dataDir`. */
  stop(): Promise<void>;
  /** Stops the node and deletes its data. */
  close(): Promise<void>;
}

export interface TestAppOptions {
  clock?: Clock;
  /** Keeps the data of an earlier app. */
  dataDir?: string;
  /** Settings beyond the defaults, as in the environment. */
  settings?: Record<string, string>;
}

const WITHOUT_LIMITS = {
  RATE_LIMIT_READS_PER_MINUTE: '0',
  RATE_LIMIT_WRITES_PER_MINUTE: '0',
  RATE_LIMIT_SIGN_UPS_PER_MINUTE: '0',
  RATE_LIMIT_SIGN_INS_PER_MINUTE: '0',
};

/** Set MONGODB_URL to run the same tests on a real MongoDB; each app then has a database of its own. */
export async function startApp({
  clock = systemClock,
  dataDir,
  settings = {},
}: TestAppOptions = {}): Promise<TestApp> {
  const dir = dataDir ?? (await mkdtemp(join(tmpdir(), 'ensemble-')));
  const config = readConfig({
    NODE_ENV: 'test',
    DATA_DIR: dir,
    LOG_LEVEL: 'error',
    ...WITHOUT_LIMITS,
    ...settings,
  });
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  const app = await createApp({ config, log: createLog(config.logLevel), server, origins: [origin], clock });
  server.on('request', app.handler);
  let count = 0;
  const stop = async (): Promise<void> => {
    server.close();
    await app.close();
    server.closeAllConnections();
  };
  return {
    origin,
    dataDir: dir,
    async signUp(name) {
      const person = new Person(origin, name);
      await person.signUp(`${name.toLowerCase().replace(/\W+/g, '.')}.${++count}@example.org`);
      return person;
    },
    stranger: () => new Person(origin, 'stranger'),
    stop,
    async close() {
      await stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
