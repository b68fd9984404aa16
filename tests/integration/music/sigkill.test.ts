import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Rng } from '@ensemble/shared';
import { addTunes, projectEntries, readEntries } from '@ensemble/shared/music/tune-log';
import { ObjectId } from 'bson';
import { afterEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { CollabClient } from '../../support/collab-client.ts';
import { databaseUrl, dropDatabase } from '../../support/database.ts';
import { makeEvening, makeSession, tunesOf } from '../../support/evening.ts';
import { Person } from '../../support/person.ts';

/** The whole app as a process of its own, killed in the middle of a busy evening. */

const MAIN = fileURLToPath(new URL('../../../server/src/main.ts', import.meta.url));
const children: ChildProcess[] = [];
let dataDir = '';

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  const mongodbUrl = databaseUrl(dataDir);
  if (mongodbUrl !== undefined) await dropDatabase(mongodbUrl);
  await rm(dataDir, { recursive: true, force: true });
});

async function start(): Promise<{ child: ChildProcess; origin: string }> {
  const mongodbUrl = databaseUrl(dataDir);
  const child = spawn(process.execPath, [MAIN], {
    env: {
      ...process.env,
      NODE_ENV: 'test',
      HOST: '127.0.0.1',
      PORT: '0',
      PUBLIC_ORIGIN: '',
      DATA_DIR: dataDir,
      LOG_LEVEL: 'error',
      RATE_LIMIT_WRITES_PER_MINUTE: '0',
      ...(mongodbUrl === undefined ? {} : { MONGODB_URL: mongodbUrl }),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  let said = '';
  for await (const chunk of child.stdout) {
    said += String(chunk);
    const origin = /ready at (http:\S+)/.exec(said)?.[1];
    if (origin !== undefined) return { child, origin };
  }
  throw new Error(`the app did not start: ${said}`);
}

const docUrl = (origin: string): string => `${origin.replace('http', 'ws')}/collab/tune-log`;
const open = (who: Person, id: string): Promise<CollabClient> =>
  new CollabClient(docUrl(who.origin), id, { headers: { origin: who.origin, cookie: who.cookie } }).ready();

/** Adds tunes one after the other; `saved` is what the server said is durable, and only that. */
function writer(client: CollabClient, name: string): { saved: Set<string>; write(): void } {
  const written: { id: string; clock: number }[] = [];
  const saved = new Set<string>();
  client.ws.on('message', () => {
    if (!client.durable) return;
    const durable = Y.decodeStateVector(client.durable.stateVector).get(client.doc.clientID) ?? 0;
    for (const { id, clock } of written) if (clock <= durable) saved.add(id);
  });
  return {
    saved,
    write() {
      const id = new ObjectId().toHexString();
      addTunes(client.doc, [{ name: `${name} ${written.length}` }], {}, { origin: name, newId: () => id });
      written.push({ id, clock: Y.getState(client.doc.store, client.doc.clientID) });
    },
  };
}

test('whatever was acknowledged before a SIGKILL is there after the next start, in the document and in the rows', async () => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
  console.log(`music sigkill: SEED=${seed}`);
  const rng = new Rng(seed);
  dataDir = await mkdtemp(join(tmpdir(), 'ensemble-kill-'));
  let { child, origin } = await start();
  let ada = new Person(origin, 'Ada');
  await ada.signUp('ada@example.org');
  const night = await makeEvening(ada, (await makeSession(ada)).id);
  const acknowledged = new Set<string>();

  for (let round = 0; round < 3; round++) {
    const clients = await Promise.all([open(ada, night.id), open(ada, night.id)]);
    const writers = clients.map((client, i) => writer(client, `round ${round} phone ${i}`));
    const gone = once(child, 'exit');
    const wanted = 25 + rng.int(40);
    const count = (): number => acknowledged.size + writers.reduce((sum, { saved }) => sum + saved.size, 0);
    const goal = acknowledged.size + wanted;
    let alive = true;
    const overRest = async (lane: number): Promise<void> => {
      while (alive) {
        const items = [{ name: `round ${round} rest ${lane}` }];
        const answer = await ada.post(`/api/instances/${night.id}/tunes`, { items }).catch(() => null);
        if (answer?.status === 201) acknowledged.add(answer.body.items[0].id);
        else if (answer === null) return;
      }
    };
    const typing = async (): Promise<void> => {
      while (alive) {
        for (const { write } of writers) write();
        if (count() >= goal) {
          alive = false;
          child.kill('SIGKILL');
        }
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    await Promise.all([overRest(0), overRest(1), typing(), gone]);
    await Promise.all(clients.map((client) => client.whenClosed()));
    for (const { saved } of writers) for (const id of saved) acknowledged.add(id);

    ({ child, origin } = await start());
    ada = new Person(origin, 'Ada');
    await ada.signIn('ada@example.org');
    // Nobody opens the document: the rows are right all the same.
    const rows = async () =>
      (await tunesOf(ada, night.id)).map(({ id, orderNumber }) => ({ id, orderNumber }));
    const missing = async (): Promise<string[]> => {
      const present = new Set((await rows()).map(({ id }) => id));
      return [...acknowledged].filter((id) => !present.has(id));
    };
    await expect.poll(missing, { message: `seed ${seed}, round ${round}`, timeout: 30_000 }).toEqual([]);
    const fresh = await open(ada, night.id);
    const document = projectEntries(readEntries(fresh.doc));
    await expect
      .poll(rows, { timeout: 30_000 })
      .toEqual(document.map(({ id, orderNumber }) => ({ id, orderNumber })));
    await fresh.leave();
  }
  expect(acknowledged.size).toBeGreaterThan(75);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
}, 120_000);
