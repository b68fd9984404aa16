import { systemClock } from '@ensemble/shared';
import type { SeatState } from '@ensemble/shared/seats';
import { type Connection, createConnection } from 'mongoose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SeatsRepo, type SeatsSnapshot } from '../../server/src/seats/seats.repo.ts';
import { openStoreUnderTest, type StoreUnderTest } from '../support/store.ts';
import { type Node, openNode, SeatsFuzzWorld, TIMES } from './seats-world.ts';

/** Many small worlds live at once on one store, two nodes and one clock, which moves between rounds. */

const SEEDS = 200;

let store: StoreUnderTest;
let connection: Connection;
beforeAll(async () => {
  store = await openStoreUnderTest();
  connection = await createConnection(store.url, { dbName: store.dbName, autoIndex: false }).asPromise();
  await new SeatsRepo(connection).init();
});
afterAll(async () => {
  await connection.close();
  await store.close();
});

const base = Math.floor(Math.random() * 2 ** 31);
const seeds = (count: number): number[] => Array.from({ length: count }, (_, i) => base + i);

/** Lives of these worlds; answers what broke, by seed. */
async function live(
  list: readonly number[],
  nodes: readonly Node[],
  calls: number,
): Promise<{ broken: string[]; seen: Map<string, number> }> {
  const worlds = list.map((seed) => new SeatsFuzzWorld(seed, connection, nodes));
  const broken = new Map<number, string>();
  for (const { desk } of nodes)
    desk.onChange(({ id, state, nowMs }) => {
      for (const world of worlds) {
        if (!world.ids.includes(id)) continue;
        try {
          world.listen(id, state, nowMs);
        } catch (error) {
          broken.set(world.rng.seed, String(error));
        }
      }
    });
  await Promise.all(worlds.map((world) => world.open()));
  let nowMs = systemClock.now();
  for (const passes of TIMES) {
    nowMs += passes;
    await store.embedded?.setClock(nowMs);
    await Promise.all(
      worlds
        .filter(({ rng }) => !broken.has(rng.seed))
        .map((world) =>
          world.round(calls).catch((error: unknown) => broken.set(world.rng.seed, String(error))),
        ),
    );
  }
  await store.embedded?.setClock(null);
  const seen = new Map<string, number>();
  for (const world of worlds)
    for (const [what, times] of Object.entries(world.seen)) seen.set(what, (seen.get(what) ?? 0) + times);
  return { broken: [...broken.values()], seen };
}

test(`${SEEDS} worlds with lost, late and repeated calls on two nodes break no rule`, async () => {
  const { broken, seen } = await live(seeds(SEEDS), [openNode(connection), openNode(connection)], 3);
  expect(broken).toEqual([]);
  const idle = [
    'reserve done',
    'reserve seats-unavailable',
    'again reserve done',
    'again reserve seats-unavailable',
    'confirm done',
    'confirm hold-expired',
    'cancel done',
    'again cancel done',
    'check-in done',
    'resize done',
    'resize seats-unavailable',
    'move done',
    'move seats-unavailable',
    'capacity done',
    'capacity below-taken',
    'cancel all done',
    'allocate done',
    'allocate seats-unavailable',
  ].filter((what) => (seen.get(what) ?? 0) < 5);
  // Without a clock that moves no hold lapses: a real MongoDB has only its own.
  expect(idle.filter((what) => store.embedded !== null || what !== 'confirm hold-expired')).toEqual([]);
});

/** Writes what was decided on an old state over whatever is there now. */
class CarelessRepo extends SeatsRepo {
  override async write(before: SeatsSnapshot, after: SeatState): Promise<boolean> {
    const now = await this.read(before.id);
    return super.write(now ? { ...now, nowMs: before.nowMs } : before, after);
  }
}

/** Forgets what it answered. */
class ForgetfulRepo extends SeatsRepo {
  override write(before: SeatsSnapshot, after: SeatState): Promise<boolean> {
    return super.write(before, { ...after, answers: [] });
  }
}

test.each([
  ['writes that are not guarded', CarelessRepo],
  ['answers that are not kept', ForgetfulRepo],
])('the rules notice %s', async (_, Repo) => {
  const nodes = [1, 2].map(() => openNode(connection, new Repo(connection)));
  const { broken } = await live(seeds(20), nodes, 7);
  expect(broken.length).toBeGreaterThan(2);
});
