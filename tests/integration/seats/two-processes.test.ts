import { afterEach, expect, test } from 'vitest';
import { startRedis } from '../../support/redis.ts';
import { type ClockedStore, openClockedStore } from '../../support/seats/clocked-store.ts';
import { CrowdStage } from '../../support/seats/crowd-stage.ts';
import { SpawnedApp } from '../../support/spawned-app.ts';

/** Two app processes on one store and one Redis, with hundreds of clients between them. */

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close();
});

async function openHouse(): Promise<{
  store: ClockedStore;
  nodes: [SpawnedApp, SpawnedApp];
  stage: CrowdStage;
}> {
  const [store, redis] = await Promise.all([openClockedStore(), startRedis()]);
  open.push(
    () => store.close(),
    () => redis.stop(),
  );
  const settings = {
    MONGODB_URL: store.url,
    REDIS_URL: redis.url,
    AUTH_SECRET: 'one secret for all nodes of a house',
  };
  // One after the other: the first of them makes the indexes.
  const nodes: [SpawnedApp, SpawnedApp] = [
    await SpawnedApp.start(settings),
    await SpawnedApp.start(settings),
  ];
  open.push(...nodes.map((node) => () => node.close()));
  const stage = await CrowdStage.open({ nodes: nodes.map(({ url }) => url), store });
  open.push(() => stage.close());
  return { store, nodes, stage };
}

test(
  'two processes break no rule together, and pages of both end up right',
  { timeout: 240_000 },
  async () => {
    const { nodes, stage } = await openHouse();
    await stage.crowd.live(300);
    await stage.settle(nodes.map(({ url }) => url));
    expect(stage.broken).toEqual([]);
    expect(stage.crowd.ledger.lost).toBe(0);
  },
);

test(
  'one is killed in the middle: its clients repeat their calls at the other',
  { timeout: 240_000 },
  async () => {
    const { nodes, stage } = await openHouse();
    const [killed, survivor] = nodes;
    const lived = stage.crowd.live(300);
    while (stage.crowd.progress < 0.4) await new Promise((resolve) => setTimeout(resolve, 10));
    await killed.kill();
    await lived;
    await stage.settle([survivor.url]);
    expect(stage.broken).toEqual([]);
    // They died with it, and were answered once.
    expect(stage.crowd.ledger.lost, `seed ${stage.rng.seed}`).toBeGreaterThan(10);
  },
);
