import { Rng, systemClock } from '@ensemble/shared';
import type { TripView } from '@ensemble/shared/agenda';
import type { ReservationView } from '@ensemble/shared/seats';
import { ObjectId } from 'bson';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';
import { openSharedStore, type SharedStore } from '../../support/database.ts';
import { type Answer, Person } from '../../support/person.ts';
import { allocates, lines, TripsStage } from './stage.ts';

/** Two nodes on one store: allocations of one trip never mix, no seat is sold twice, whatever is asked at once. */

let store: SharedStore;
let nodes: TestApp[];
let stage: TripsStage;
/** The same host, at either node. */
let hosts: Person[];
beforeAll(async () => {
  store = await openSharedStore();
  const settings = { MONGODB_URL: store.url, AUTH_SECRET: 'one secret for all nodes of a house' };
  const first = await startApp({ settings });
  const second = await startApp({ settings });
  nodes = [first, second];
  stage = await TripsStage.on(first, await first.signUp('Ada'), 'lisbon');
  const there = new Person(second.origin, 'Ada');
  await there.signIn(stage.host.email);
  hosts = [stage.host, there];
});
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.close()));
  await store.close();
});

type Seats = Record<string, number>;

/** What stands in the sessions themselves, by session. */
async function seatsOf(tripId: string, sessionIds: readonly string[]): Promise<Seats> {
  const entries = await Promise.all(
    sessionIds.map(async (id) => {
      const { items } = (await stage.host.get(`/api/instances/${id}/reservations?limit=500`)).body as {
        items: ReservationView[];
      };
      const own = items.filter((one) => one.tripId === tripId && one.state === 'confirmed');
      return [id, own.reduce((sum, one) => sum + one.seats, 0)] as const;
    }),
  );
  return Object.fromEntries(entries.filter(([, seats]) => seats > 0));
}

const seatsIn = ({ reservations }: TripView): Seats =>
  Object.fromEntries(reservations.map(({ instanceId, seats }) => [instanceId, seats]));

test('two nodes asked at once give a trip one of both allocations, never some of each', async () => {
  const ids = await stage.sessions(12, 12, 12, 12);
  const [one = '', two = '', three = '', four = ''] = ids;
  for (let round = 0; round < 8; round++) {
    const { id } = await stage.trip();
    const [left, right] = [lines([one, 3], [two, 3], [three, 3]), lines([four, 4], [three, 4], [two, 4])];
    const answers = await Promise.all(hosts.map((host, index) => allocates(host, id, index ? right : left)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const has = await seatsOf(id, ids);
    expect([
      { [one]: 3, [two]: 3, [three]: 3 },
      { [two]: 4, [three]: 4, [four]: 4 },
    ]).toContainEqual(has);
    expect(seatsIn(await stage.view(id))).toEqual(has);
    await hosts[round % 2]?.post(`/api/trips/${id}/release`);
  }
  expect(await stage.taken(ids)).toEqual([0, 0, 0, 0]);
});

test('the same call at both nodes happens once, and both hear the same', async () => {
  const [one = '', two = ''] = await stage.sessions(12, 12);
  const { id } = await stage.trip();
  const key = { 'idempotency-key': 'both-at-once' };
  const answers = await Promise.all(
    hosts.map((host) => allocates(host, id, lines([one, 12], [two, 12]), key)),
  );
  expect(answers.map(({ status, body }) => [status, body.version])).toEqual([
    [200, 2],
    [200, 2],
  ]);
});

test('what a node began and never ended is carried to its end, by the clockwork or by who comes next', async () => {
  const [one = '', two = ''] = await stage.sessions(12, 12);
  const trips = (await nodes[0]?.db())?.collection('trips');
  const leaveBehind = (tripId: string, seats: number) =>
    trips?.updateOne(
      { _id: new ObjectId(tripId) },
      {
        $set: {
          pending: {
            call: new ObjectId().toHexString(),
            lines: [
              { instanceId: one, seats },
              { instanceId: two, seats },
            ],
            others: [],
            partyName: 'Left behind',
            userId: null,
            until: new Date(systemClock.now() - 1),
          },
        },
      },
    );
  const first = await stage.trip();
  await leaveBehind(first.id, 5);
  expect((await hosts[1]?.delete(`/api/trips/${first.id}`))?.status).toBe(409);
  for (const node of nodes) await node.settleSchedule();
  await expect.poll(() => seatsOf(first.id, [one, two])).toEqual({ [one]: 5, [two]: 5 });
  expect(await stage.view(first.id)).toMatchObject({ status: 'allocated', version: 2 });
  const second = await stage.trip();
  await leaveBehind(second.id, 8);
  const answer = await allocates(stage.host, second.id, lines([two, 7]));
  expect(answer.body).toMatchObject({ status: 'allocated', reservations: [{ instanceId: two, seats: 7 }] });
  expect(await stage.taken([one, two])).toEqual([5, 12]);
});

const base = Math.floor(Math.random() * 2 ** 31);
test.each(Array.from({ length: 6 }, (_, i) => base + i))(
  'random allocations on two nodes add up, seed %i',
  async (seed) => {
    const rng = new Rng(seed);
    const capacities = Array.from({ length: 4 }, () => 4 + rng.int(11));
    const ids = await stage.sessions(...capacities);
    const trips = [await stage.trip(), await stage.trip()];
    const stood = new Map(trips.map(({ id }) => [id, {} as Seats]));
    let done = 0;
    let refused = 0;
    for (let round = 0; round < 6; round++) {
      const calls: { tripId: string; wants: Seats; answer: Promise<Answer> }[] = [];
      for (const { id: tripId } of trips) {
        for (const host of hosts) {
          const chosen = ids.filter(() => rng.chance(0.6));
          const wants = Object.fromEntries(chosen.map((id) => [id, 1 + rng.int(8)]));
          const headers = { 'idempotency-key': `${seed}-${round}-${rng.int(1_000_000)}` };
          const body = lines(...Object.entries(wants));
          const asks = () => allocates(host, tripId, body, headers);
          calls.push({ tripId, wants, answer: asks() });
          if (rng.chance(0.3)) calls.push({ tripId, wants, answer: asks() });
        }
      }
      const party = { kind: 'fit', seats: 1 + rng.int(3), partyName: 'A family' };
      const booked = hosts[0]?.post(`/api/instances/${rng.pick(ids)}/reservations`, party);
      const answers = await Promise.all(calls.map(({ answer }) => answer));
      await booked;
      for (const { status, body } of answers) expect([200, 409, 422], JSON.stringify(body)).toContain(status);
      done += answers.filter(({ status }) => status === 200).length;
      refused += answers.filter(({ status }) => status !== 200).length;
      for (const [tripId, before] of stood) {
        const has = await seatsOf(tripId, ids);
        const mine = calls.filter(
          (_, index) => calls[index]?.tripId === tripId && answers[index]?.status === 200,
        );
        const possible = mine.length === 0 ? [before] : mine.map(({ wants }) => wants);
        expect(possible, `seed ${seed}, round ${round}`).toContainEqual(has);
        expect(seatsIn(await stage.view(tripId)), `seed ${seed}, round ${round}`).toEqual(has);
        stood.set(tripId, has);
      }
      for (const [index, id] of ids.entries()) {
        const { taken, held } = await stage.counts(id);
        expect(taken + held, `seed ${seed}, round ${round}`).toBeLessThanOrEqual(capacities[index] ?? 0);
      }
    }
    expect(Math.min(done, refused), `seed ${seed}: ${done} done, ${refused} refused`).toBeGreaterThan(0);
  },
);
