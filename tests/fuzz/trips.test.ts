import { Rng } from '@ensemble/shared';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { allocates, lines, type TripsStage } from '../integration/trips/stage.ts';
import { type Seats, seatsIn, TwoNodes } from '../integration/trips/two-nodes.ts';
import type { Answer, Person } from '../support/person.ts';

/** Random allocations of two trips over the same sessions, asked at both nodes at once, some of them twice. */

let nodes: TwoNodes;
let stage: TripsStage;
let hosts: Person[];
beforeAll(async () => {
  nodes = await TwoNodes.open();
  ({ stage, hosts } = nodes);
});
afterAll(() => nodes.close());

const base = Math.floor(Math.random() * 2 ** 31);
test.each(Array.from({ length: 6 }, (_, i) => base + i))(
  'random allocations on two nodes add up, seed %i',
  async (seed) => {
    const rng = new Rng(seed);
    const capacities = Array.from({ length: 4 }, () => 4 + rng.int(11));
    const ids = await stage.sessions(...capacities);
    const trips = [await stage.trip(), await stage.trip()];
    const stood = new Map(trips.map(({ id }) => [id, {}]));
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
        const has = await nodes.seatsOf(tripId, ids);
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
