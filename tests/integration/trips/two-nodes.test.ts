import { systemClock } from '@ensemble/shared';
import { ObjectId } from 'bson';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Person } from '../../support/person.ts';
import { allocates, lines, type TripsStage } from './stage.ts';
import { seatsIn, TwoNodes } from './two-nodes.ts';

/** Two nodes on one store: allocations of one trip never mix, no seat is sold twice, whatever is asked at once. */

let nodes: TwoNodes;
let stage: TripsStage;
let hosts: Person[];
beforeAll(async () => {
  nodes = await TwoNodes.open();
  ({ stage, hosts } = nodes);
});
afterAll(() => nodes.close());

/** Each is many calls over HTTP, on a machine that may be busy with others. */
const PATIENCE_MS = 60_000;
const seatsOf = (tripId: string, ids: readonly string[]) => nodes.seatsOf(tripId, ids);

test(
  'two nodes asked at once give a trip one of both allocations, never some of each',
  async () => {
    const ids = await stage.sessions(12, 12, 12, 12);
    const [one = '', two = '', three = '', four = ''] = ids;
    for (let round = 0; round < 4; round++) {
      const { id } = await stage.trip();
      const [left, right] = [lines([one, 3], [two, 3], [three, 3]), lines([four, 4], [three, 4], [two, 4])];
      const answers = await Promise.all(
        hosts.map((host, index) => allocates(host, id, index ? right : left)),
      );
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
  },
  PATIENCE_MS,
);

test(
  'the same call at both nodes happens once, and both hear the same',
  async () => {
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
  },
  PATIENCE_MS,
);

test(
  'what a node began and never ended is carried to its end, by the clockwork or by who comes next',
  async () => {
    const [one = '', two = ''] = await stage.sessions(12, 12);
    const trips = (await nodes.apps[0]?.db())?.collection('trips');
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
    for (const node of nodes.apps) await node.settleSchedule();
    await expect.poll(() => seatsOf(first.id, [one, two])).toEqual({ [one]: 5, [two]: 5 });
    expect(await stage.view(first.id)).toMatchObject({ status: 'allocated', version: 2 });
    const second = await stage.trip();
    await leaveBehind(second.id, 8);
    const answer = await allocates(stage.host, second.id, lines([two, 7]));
    expect(answer.body).toMatchObject({ status: 'allocated', reservations: [{ instanceId: two, seats: 7 }] });
    expect(await stage.taken([one, two])).toEqual([5, 12]);
  },
  PATIENCE_MS,
);
