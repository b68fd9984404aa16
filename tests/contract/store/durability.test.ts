import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { MongoClient, type Document } from 'mongodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openEmbeddedStore, runningStoreUrl } from '../../../server/src/embedded-mongo/index.ts';

interface Row extends Document {
  _id: string;
}

/** What a client was told: the last acknowledged version, and how far a removal had come. */
interface Told {
  version: number;
  removed: 'no' | 'asked' | 'yes';
}

let dataDir: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'ensemble-crash-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(dataDir, { recursive: true, force: true });
});

function startWriter(run: number): ChildProcess {
  const script = new URL('./writer-process.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, dataDir, String(run)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return child;
}

/** Lets a writer write until it has reported `lines` things, kills it at once, and adds what it was told. */
async function writeAndKill(run: number, lines: number, told: Map<string, Told>): Promise<void> {
  const child = startWriter(run);
  let count = 0;
  for await (const line of createInterface({ input: child.stdout as NonNullable<typeof child.stdout> })) {
    const [kind = '', id = '', version = '0'] = line.split(' ');
    if (kind === 'insert' || kind === 'update') told.set(id, { version: Number(version), removed: 'no' });
    const known = told.get(id);
    if (known && kind === 'removing') known.removed = 'asked';
    if (known && kind === 'remove') known.removed = 'yes';
    if (++count === lines) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

test('an acknowledged write survives SIGKILL, and the indexes agree with the documents', async () => {
  const told = new Map<string, Told>();
  for (let run = 1; run <= 4; run++) {
    await writeAndKill(run, 200 + run * 137, told);
    const store = await openEmbeddedStore({ dataDir });
    const client = await new MongoClient(store.url).connect();
    const rows = client.db('crash').collection<Row>('rows');
    const all = await rows.find({}).toArray();
    const byId = new Map(all.map((row) => [row._id, row]));
    for (const [id, { version, removed }] of told) {
      const row = byId.get(id);
      if (removed === 'yes') expect(row, id).toBeUndefined();
      else if (removed === 'no') expect(row?.['version'], id).toBeGreaterThanOrEqual(version);
    }
    for (const row of all) {
      expect(
        await rows
          .find({ n: row['n'] as number })
          .hint('n_1')
          .toArray(),
        row._id,
      ).toEqual([row]);
      expect(await rows.find({ tags: row._id }).hint('tags_1').toArray(), row._id).toEqual([row]);
    }
    const perVersion = await Promise.all(
      [0, 1, 2, 3].map((v) =>
        rows
          .find({ tags: `v${String(v)}` })
          .hint('tags_1')
          .toArray(),
      ),
    );
    expect(perVersion.flat()).toHaveLength(all.length);
    expect(all.length).toBeGreaterThan(20 * run);
    await client.close();
    await store.close();
  }
  expect([...told.values()].filter(({ removed }) => removed === 'yes').length).toBeGreaterThan(5);
}, 90_000);

test('one folder has one holder: the second is told which, and a killed one is succeeded', async () => {
  const child = startWriter(1);
  await once(createInterface({ input: child.stdout as NonNullable<typeof child.stdout> }), 'line');
  await expect(openEmbeddedStore({ dataDir })).rejects.toThrow(`in use by process ${String(child.pid)}`);
  const url = await runningStoreUrl(dataDir);
  expect(url).toContain('store.sock');
  const client = await new MongoClient(url as string).connect();
  expect(await client.db('crash').command({ ping: 1 })).toMatchObject({ ok: 1 });
  await client.close();
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await runningStoreUrl(dataDir)).toBeNull();
  expect(existsSync(join(dataDir, 'store.sock'))).toBe(true);
  const store = await openEmbeddedStore({ dataDir });
  await expect(openEmbeddedStore({ dataDir })).rejects.toThrow(`in use by process ${String(process.pid)}`);
  expect(await runningStoreUrl(dataDir)).toBe(store.url);
  expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
  await store.close();
  expect(await runningStoreUrl(dataDir)).toBeNull();
  expect(existsSync(join(dataDir, 'store.sock'))).toBe(false);
}, 60_000);

test('a folder with a very long path gets its socket elsewhere and is still found', async () => {
  const deep = join(dataDir, 'x'.repeat(120));
  const store = await openEmbeddedStore({ dataDir: deep });
  expect(decodeURIComponent(store.url)).not.toContain('xxxx');
  expect(await runningStoreUrl(deep)).toBe(store.url);
  const path = decodeURIComponent(new RegExp('//([^/]+)/').exec(store.url)?.[1] ?? '');
  expect((await stat(join(path, '..'))).mode & 0o777).toBe(0o700);
  await store.close();
});

test('a loopback port, where one is asked for, and data that is there again', async () => {
  const first = await openEmbeddedStore({ dataDir, port: 0 });
  expect(first.url).toMatch(/^mongodb:\/\/127\.0\.0\.1:\d+\//);
  const client = await new MongoClient(first.url).connect();
  await client.db('d').collection<Row>('c').insertOne({ _id: 'kept' });
  await client.close();
  await first.close();
  await first.close();
  const second = await openEmbeddedStore({ dataDir });
  const again = await new MongoClient(second.url).connect();
  expect(await again.db('d').collection('c').find().toArray()).toEqual([{ _id: 'kept' }]);
  await again.close();
  await second.close();
});

test('the script serves a folder and stops cleanly on SIGTERM', async () => {
  const script = new URL('../../../scripts/store.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, '--data', dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  expect(line).toMatch(/^MONGODB_URL=mongodb:/);
  expect(await runningStoreUrl(dataDir)).toBe(line.slice('MONGODB_URL='.length));
  child.kill('SIGTERM');
  const [code] = (await once(child, 'exit')) as [number];
  expect(code).toBe(0);
  expect(existsSync(join(dataDir, 'store.lock'))).toBe(false);
});
