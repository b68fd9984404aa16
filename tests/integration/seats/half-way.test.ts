import { type Connection, createConnection, Types } from 'mongoose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SeatState } from '@ensemble/shared/seats';
import { SeatDesk } from '../../../server/src/seats/desk.ts';
import { SeatsRepo, type SeatsSnapshot } from '../../../server/src/seats/seats.repo.ts';
import { SeatsService } from '../../../server/src/seats/seats.service.ts';
import { openStoreUnderTest, type StoreUnderTest } from '../../support/store.ts';

/** What takes several instances, cut off after so many writes as if the server had been killed, and called again. */

let store: StoreUnderTest;
let connection: Connection;
beforeAll(async () => {
  store = await openStoreUnderTest();
  connection = await createConnection(store.url, { dbName: store.dbName, autoIndex: false }).asPromise();
});
afterAll(async () => {
  await connection.close();
  await store.close();
});

class MortalRepo extends SeatsRepo {
  writesLeft = Infinity;
  override async write(before: SeatsSnapshot, after: SeatState): Promise<boolean> {
    if (this.writesLeft-- <= 0) throw new Error('killed');
    return super.write(before, after);
  }
}

function openService(): { service: SeatsService; repo: MortalRepo } {
  const repo = new MortalRepo(connection);
  return { repo, service: new SeatsService(repo, new SeatDesk(repo)) };
}

async function instances(...capacities: number[]): Promise<string[]> {
  const rows = capacities.map((capacityMax) => ({
    _id: new Types.ObjectId(),
    status: 'scheduled',
    capacityMin: null,
    capacityMax,
    priceMinor: null,
    version: 1,
  }));
  await connection.db?.collection('session_instances').insertMany(rows);
  return rows.map(({ _id }) => _id.toHexString());
}

const someone = {
  userId: 'a'.repeat(24),
  name: 'Ana',
  email: null,
  isGuest: false,
  roles: [],
  authSessionId: '',
};
const party = { kind: 'fit' as const, partyName: 'Ana', hold: false, holdMinutes: 15, waitlist: false };
const newId = (): string => new Types.ObjectId().toHexString();
const taken = async (service: SeatsService, ids: readonly string[]): Promise<number[]> =>
  Promise.all(ids.map(async (id) => (await service.counts(id)).taken));

test('a move cut off anywhere is finished by the same call: never without seats, in the end only in one place', async () => {
  for (const writes of [0, 1, 2]) {
    const [from = '', to = ''] = await instances(4, 4);
    const { service, repo } = openService();
    const { id } = await service.reserve(someone, from, { ...party, seats: 3 }, { id: newId(), key: null });
    const call = { instanceId: from, reservationId: id, key: 'move' };
    repo.writesLeft = writes;
    await service.move(call, to).catch(() => undefined);
    expect(Math.max(...(await taken(service, [from, to])))).toBe(3);
    const again = openService().service;
    expect(await again.move(call, to)).toMatchObject({ id, instanceId: to, state: 'confirmed' });
    expect(await taken(again, [from, to])).toEqual([0, 3]);
  }
});

const trip = { tripId: '', partyName: 'The trip', userId: null };

test('a trip of 12 gets all three sessions or none, cut off anywhere and called again', async () => {
  for (const lastHas of [12, 11]) {
    for (const writes of [0, 1, 2, 3, 4]) {
      const ids = await instances(20, 12, lastHas);
      const lines = ids.map((instanceId) => ({ instanceId, seats: 12 }));
      const allocation = { ...trip, tripId: newId(), lines, key: 'plan' };
      const { service, repo } = openService();
      repo.writesLeft = writes;
      await service.allocate(allocation).catch(() => undefined);
      const again = openService().service;
      const outcome = await again.allocate(allocation).catch((error: unknown) => error);
      if (lastHas === 12) expect(outcome).toHaveLength(3);
      else expect(outcome).toMatchObject({ code: 'invalid', details: { instanceId: ids[2] } });
      expect(await taken(again, ids)).toEqual(lastHas === 12 ? [12, 12, 12] : [0, 0, 0]);
    }
  }
});

test('another allocation takes the place of the first; refused, it leaves the first as it was', async () => {
  const ids = await instances(10, 10, 10);
  const { service } = openService();
  const [one = '', two = '', three = ''] = ids;
  const tripId = newId();
  const allocate = (...lines: [string, number][]) =>
    service.allocate({
      ...trip,
      tripId,
      key: newId(),
      lines: lines.map(([instanceId, seats]) => ({ instanceId, seats })),
    });
  await allocate([one, 6], [two, 4]);
  await service.reserve(someone, three, { ...party, seats: 8 }, { id: newId(), key: null });
  await expect(allocate([one, 8], [three, 4])).rejects.toMatchObject({
    code: 'seats-unavailable',
    details: { left: 2, instanceId: three },
  });
  expect(await taken(service, ids)).toEqual([6, 4, 8]);
  await allocate([one, 2], [three, 2]);
  expect(await taken(service, ids)).toEqual([2, 0, 10]);
  await allocate();
  expect(await taken(service, ids)).toEqual([0, 0, 8]);
});

test('a call that wakes up after another finished it and the trip was planned anew changes nothing', async () => {
  for (const lastHas of [12, 11]) {
    for (const writes of [0, 1, 2, 3, 4, Infinity]) {
      const [one = '', two = '', three = '', four = ''] = await instances(20, 12, lastHas, 20);
      const tripId = newId();
      const first = openService();
      const before = { ...trip, tripId, lines: [{ instanceId: one, seats: 4 }], key: 'before' };
      await first.service.allocate(before);
      const lines = [one, two, three].map((instanceId) => ({ instanceId, seats: 12 }));
      const call = { ...trip, tripId, lines, others: [one], key: 'slow' };
      first.repo.writesLeft = writes;
      await first.service.allocate(call).catch(() => undefined);
      const second = openService().service;
      await second.allocate(call).catch(() => undefined);
      const anew = [one, two, four].map((instanceId) => ({ instanceId, seats: 2 }));
      await second.allocate({ ...trip, tripId, lines: anew, key: 'anew' });
      first.repo.writesLeft = Infinity;
      await first.service.allocate(call).catch(() => undefined);
      expect(await taken(second, [one, two, three, four]), `${lastHas} ${writes}`).toEqual([2, 2, 0, 2]);
    }
  }
});

test('a session that was deleted meanwhile keeps nobody from the rest', async () => {
  const [one = '', two = ''] = await instances(10, 10);
  const { service } = openService();
  const tripId = newId();
  const allocate = (lines: { instanceId: string; seats: number }[]) =>
    service.allocate({ ...trip, tripId, key: newId(), lines });
  const gone = newId();
  const refused = allocate([
    { instanceId: one, seats: 3 },
    { instanceId: gone, seats: 3 },
  ]);
  await expect(refused).rejects.toMatchObject({ code: 'not-found' });
  expect(await taken(service, [one])).toEqual([0]);
  await allocate([
    { instanceId: one, seats: 3 },
    { instanceId: two, seats: 3 },
  ]);
  await connection.db?.collection('session_instances').deleteOne({ _id: new Types.ObjectId(two) });
  await allocate([{ instanceId: one, seats: 1 }]);
  expect(await taken(service, [one])).toEqual([1]);
});
