import { afterEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { CLOSE, docName } from '../../../shared/src/collab/index.ts';
import { CollabClient } from '../../support/collab-client.ts';
import { openStage } from '../../support/collab-server.ts';
import type { Stage, StageOptions } from '../../support/collab-server.ts';
import { FaultyStore } from '../../support/faulty-store.ts';

const stages: Stage[] = [];
const stage = async (options: StageOptions): Promise<Stage> => {
  const opened = await openStage({ ...options, limits: { retryMs: 1, retryMaxMs: 20, ...options.limits } });
  stages.push(opened);
  return opened;
};
afterEach(async () => {
  await Promise.all(stages.splice(0).map((opened) => opened.stop()));
});
const pub = docName('tune-log', 'pub');
const storedTunes = async (store: FaultyStore): Promise<Record<string, unknown>> => {
  const { snapshot, rows } = await store.inner.load(pub);
  const doc = new Y.Doc();
  if (snapshot) Y.applyUpdate(doc, snapshot);
  for (const update of rows.flatMap(({ updates }) => updates)) Y.applyUpdate(doc, update);
  return doc.getMap('entries').toJSON();
};

test('while the store is away nothing is reported durable, and when it is back nothing is missing', async () => {
  const store = new FaultyStore();
  const { url, collab } = await stage({ store });
  const ada = await new CollabClient(url, 'pub', { as: 'ada' }).ready();
  const ben = await new CollabClient(url, 'pub', { as: 'ben' }).ready();
  store.faultOf = (call) => (call === 'append' ? 'before' : 'none');
  ada.tunes.set('t1', 'The Kesh');
  ada.tunes.set('t2', 'Tam Lin');
  await ben.until(() => ben.tunes.size === 2, 'the tunes at ben all the same');
  await expect.poll(() => store.failures).toBeGreaterThan(2);
  expect(ada.allSaved).toBe(false);
  expect(ada.durable?.acknowledgedFrames ?? 0).toBeLessThan(ada.sentFrames);
  expect(collab.stats().pendingBytes).toBeGreaterThan(0);
  store.faultOf = () => 'none';
  await ada.whenSaved();
  expect(await storedTunes(store)).toEqual({ t1: 'The Kesh', t2: 'Tam Lin' });
});

test('an answer that gets lost after the write neither loses nor doubles anything people see', async () => {
  const store = new FaultyStore();
  const { url } = await stage({ store });
  const ada = await new CollabClient(url, 'pub', { as: 'ada' }).ready();
  store.faultOf = (call) => (call === 'append' && store.failures < 3 ? 'after' : 'none');
  const list = ada.doc.getArray<string>('list');
  list.push(['a', 'b']);
  await ada.whenSaved();
  const again = await new CollabClient(url, 'pub', { as: 'ben' }).ready();
  expect(again.doc.getArray('list').toJSON()).toEqual(['a', 'b']);
});

test('durable means written: not before the store has answered', async () => {
  const store = new FaultyStore();
  const { url } = await stage({ store });
  const ada = await new CollabClient(url, 'pub', { as: 'ada' }).ready();
  const ben = await new CollabClient(url, 'pub', { as: 'ben' }).ready();
  store.hold();
  ada.tunes.set('t1', 'The Kesh');
  await ben.until(() => ben.tunes.has('t1'), 'the tune at ben');
  ben.sendAwareness(5, 1, {});
  await ada.until(() => ada.heard.has(5), 'a later message');
  expect(ada.allSaved).toBe(false);
  expect(await storedTunes(store)).toEqual({});
  store.letThrough();
  await ada.whenSaved();
  expect(await storedTunes(store)).toEqual({ t1: 'The Kesh' });
});

test('a document whose load fails is no blank document: 1013, and the content is there afterwards', async () => {
  const store = new FaultyStore();
  const seeds: string[] = [];
  const { url } = await stage({
    store,
    limits: { idleMs: 1 },
    kind: { seed: () => void seeds.push('seeded') },
  });
  const ada = await new CollabClient(url, 'pub', { as: 'ada' }).ready();
  ada.tunes.set('t1', 'The Kesh');
  await ada.whenSaved();
  await ada.leave();
  await expect.poll(() => stages[0]?.collab.stats().documents).toBe(0);
  store.faultOf = (call) => (call === 'load' ? 'before' : 'none');
  const seedsBefore = seeds.length;
  expect(await new CollabClient(url, 'pub', { as: 'ben' }).whenClosed()).toBe(CLOSE.tryLater);
  expect(seeds).toHaveLength(seedsBefore);
  store.faultOf = () => 'none';
  const again = await new CollabClient(url, 'pub', { as: 'ben' }).ready();
  expect(again.tunes.toJSON()).toEqual({ t1: 'The Kesh' });
});

test('the last one leaving while the store fails loses nothing: unloading waits for the write', async () => {
  const store = new FaultyStore();
  const { url, collab } = await stage({ store, limits: { idleMs: 1 } });
  const ada = await new CollabClient(url, 'pub', { as: 'ada' }).ready();
  store.faultOf = (call) => (call === 'append' ? 'before' : 'none');
  ada.tunes.set('t1', 'The Kesh');
  await expect.poll(() => store.failures).toBeGreaterThan(0);
  await ada.leave();
  await expect.poll(() => store.failures).toBeGreaterThan(3);
  expect(collab.stats().documents).toBe(1);
  // Somebody who comes meanwhile finds it all.
  const ben = await new CollabClient(url, 'pub', { as: 'ben' }).ready();
  expect(ben.tunes.toJSON()).toEqual({ t1: 'The Kesh' });
  await ben.leave();
  store.faultOf = () => 'none';
  await expect.poll(() => collab.stats().documents).toBe(0);
  expect(await storedTunes(store)).toEqual({ t1: 'The Kesh' });
});

test('opening while it unloads gets the same content, again and again', async () => {
  const store = new FaultyStore();
  const { url } = await stage({ store, limits: { idleMs: 0 } });
  const expected: Record<string, string> = {};
  for (let i = 0; i < 40; i++) {
    const client = await new CollabClient(url, 'pub', { as: 'ada' }).ready();
    expect(client.tunes.toJSON()).toEqual(expected);
    client.tunes.set(`t${i}`, 'x');
    expected[`t${i}`] = 'x';
    await client.leave(); // not waiting for the save
  }
});

test('editors are sent away with 1013 when too much waits for the store, and what they were told is kept', async () => {
  const store = new FaultyStore();
  const { url } = await stage({ store, limits: { pendingBytes: 10_000 } });
  const ada = await new CollabClient(url, 'pub', { as: 'ada' }).ready();
  store.faultOf = (call) => (call === 'append' ? 'before' : 'none');
  for (let i = 0; i < 20; i++) ada.tunes.set(`t${i}`, 'z'.repeat(1_000));
  expect(await ada.whenClosed()).toBe(CLOSE.tryLater);
  await expect(stages[0]?.collab.edit(pub, null, (doc) => doc.getMap('x').set('a', 1))).rejects.toMatchObject(
    { code: 'unavailable' },
  );
  store.faultOf = () => 'none';
  await expect.poll(() => stages[0]?.collab.stats().pendingBytes).toBe(0);
  const back = new CollabClient(url, 'pub', { as: 'ada', doc: ada.doc });
  await back.ready();
  await back.whenSaved();
  expect(await storedTunes(store)).toEqual(ada.tunes.toJSON());
});

test('a projection that fails is tried again, and one cut short by a restart is made up for at load', async () => {
  const store = new FaultyStore();
  let tries = 0;
  const project = async (): Promise<void> => {
    if (++tries <= 2) throw new Error('rows cannot be written now');
  };
  const first = await stage({ store, kind: { project } });
  await first.collab.edit(pub, null, (doc) => doc.getMap('entries').set('t1', 'x'));
  expect(tries).toBe(3);
  // From here on nobody gets to know that a projection ended, as when the server dies before it does.
  store.faultOf = (call) => (call === 'markProjected' ? 'before' : 'none');
  const ada = await new CollabClient(first.url, 'pub', { as: 'ada' }).ready();
  ada.tunes.set('t2', 'y');
  await ada.whenSaved();
  const runs: unknown[] = [];
  const second = await stage({
    store: store.inner,
    kind: { project: async (_id, doc) => void runs.push(doc.getMap('entries').toJSON()) },
  });
  await second.collab.read(pub, () => undefined);
  await expect.poll(() => runs).toEqual([{ t1: 'x', t2: 'y' }]);
  store.faultOf = () => 'none';
});

test('compaction keeps the content and drops the log; a crash between its steps changes nothing', async () => {
  const store = new FaultyStore();
  const { url, collab } = await stage({ store });
  const ada = await new CollabClient(url, 'pub', { as: 'ada' }).ready();
  for (let i = 0; i < 30; i++) {
    ada.tunes.set('t', `take ${i}`);
    await ada.whenSaved();
  }
  expect((await store.inner.load(pub)).rows.length).toBe(30);
  store.faultOf = (call) => (call === 'dropRows' ? 'before' : 'none');
  await expect(collab.compact(pub)).rejects.toThrow();
  expect(await storedTunes(store)).toEqual({ t: 'take 29' });
  store.faultOf = () => 'none';
  ada.tunes.set('secret', 'a name');
  ada.tunes.delete('secret');
  await collab.compact(pub, { withoutHistory: true });
  const { rows, snapshot } = await store.inner.load(pub);
  expect(rows).toEqual([]);
  expect(Buffer.from(snapshot ?? []).includes('a name')).toBe(false);
  ada.tunes.set('t2', 'after');
  await ada.whenSaved();
  expect(await storedTunes(store)).toEqual({ t: 'take 29', t2: 'after' });
});

test('shutdown stores everything and asks clients to come back', async () => {
  const store = new FaultyStore();
  const { url, collab } = await stage({ store });
  const ada = await new CollabClient(url, 'pub', { as: 'ada' }).ready();
  const ben = await new CollabClient(url, 'pub', { as: 'ben' }).ready();
  store.hold();
  ada.tunes.set('t1', 'The Kesh');
  await ben.until(() => ben.tunes.has('t1'), 'the tune at ben');
  const down = collab.shutdown();
  expect(await ada.whenClosed()).toBe(CLOSE.restarting);
  store.letThrough();
  await down;
  expect(await storedTunes(store)).toEqual({ t1: 'The Kesh' });
});
