import { afterEach, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';
import { openCarelessProxy } from '../../support/seats/careless-proxy.ts';
import { type ClockedStore, openClockedStore } from '../../support/seats/clocked-store.ts';
import { CrowdStage } from '../../support/seats/crowd-stage.ts';

/** Hundreds of clients on few seats over real HTTP, judged by who reads the store all the while. */

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close();
});

async function openStore(): Promise<ClockedStore> {
  const store = await openClockedStore();
  open.push(() => store.close());
  return store;
}

async function openNode(url: string): Promise<TestApp> {
  const settings = { MONGODB_URL: url, AUTH_SECRET: 'one secret for all nodes of a house' };
  const app = await startApp({ settings });
  open.push(() => app.close());
  return app;
}

const IDLE = [
  'book done',
  'book seats-unavailable',
  'again book done',
  'again book seats-unavailable',
  'confirm done',
  'confirm hold-expired',
  'cancel done',
  'again cancel done',
  'resize done',
  'check-in done',
  'move done',
  'capacity done',
];

test('three hundred clients break no rule, and pages end up right', { timeout: 240_000 }, async () => {
  const store = await openStore();
  const app = await openNode(store.url);
  const stage = await CrowdStage.open({ nodes: [app.origin], store });
  open.push(() => stage.close());
  await stage.crowd.live(300);
  await stage.settle([app.origin]);
  expect(stage.broken).toEqual([]);
  const { seen } = stage.crowd.ledger;
  const idle = IDLE.filter((what) => !seen.has(what) && (store.passes !== null || !what.endsWith('expired')));
  expect(idle, `seed ${stage.rng.seed}, ${JSON.stringify([...seen])}`).toEqual([]);
  expect(stage.checker.readings).toBeGreaterThan(50);
  for (const id of stage.ids) {
    for (const versions of stage.versionsHeard(app.origin, id))
      expect(versions, `seed ${stage.rng.seed}`).toEqual([...new Set(versions)].toSorted((a, b) => a - b));
  }
});

test('a store that forgets the guard of every write is noticed', { timeout: 240_000 }, async () => {
  const store = await openStore();
  const careless = await openCarelessProxy(store.url);
  open.push(() => careless.close());
  const nodes = [await openNode(careless.url), await openNode(careless.url)].map(({ origin }) => origin);
  const stage = await CrowdStage.open({ nodes, store, sessions: 2 });
  open.push(() => stage.close());
  await stage.crowd.live(60).catch(() => undefined);
  await stage.checker.stop();
  expect(stage.broken, `seed ${stage.rng.seed}`).not.toEqual([]);
});
