import { Rng } from '@ensemble/shared';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestApp } from '../../support/app.ts';
import { LiveClient } from '../../support/live-client.ts';
import { type Answer, Person } from '../../support/person.ts';
import { books, does, SeatsStage } from './stage.ts';

/** Many at once, over real HTTP, on two nodes that share a store and nothing else. */

let stage: SeatsStage;
let other: TestApp;
const crowd: Person[] = [];
beforeAll(async () => {
  stage = await SeatsStage.open();
  other = await stage.secondNode();
  for (let i = 0; i < 6; i++) {
    const person = await stage.app.signUp(`Person ${i}`);
    const elsewhere = new Person(other.origin, person.name);
    await elsewhere.signIn(person.email);
    crowd.push(person, elsewhere);
  }
});
afterAll(async () => {
  await other.close();
  await stage.close();
});

test('two hundred calls on one evening: never oversold, nobody booked twice, watchers end right', async () => {
  const rng = new Rng(Math.floor(Math.random() * 2 ** 31));
  const id = await stage.evening(40);
  const page = await new LiveClient(stage.guide).connected();
  await page.watch({ instances: [id] });
  const booked: Answer[] = [];
  const one = async (i: number): Promise<void> => {
    const person = rng.pick(crowd);
    const key = { 'idempotency-key': `call-${i}` };
    const fields = { hold: rng.chance(0.5), waitlist: rng.chance(0.3) };
    const seats = 1 + rng.int(3);
    const answers = await Promise.all([
      books(person, id, seats, fields, key),
      ...(rng.chance(0.3) ? [books(person, id, seats, fields, key)] : []),
    ]);
    for (const { status, body } of answers) {
      expect([201, 202, 409], `seed ${rng.seed}: ${JSON.stringify(body)}`).toContain(status);
      expect(body.id, `seed ${rng.seed}`).toBe(answers[0]?.body.id);
    }
    if (answers[0]?.status === 409) return;
    booked.push(answers[0]);
    const next = rng.pick(['confirm', 'cancel', null] as const);
    if (next) await does(person, next, answers[0]?.body, {}, { 'idempotency-key': `${next}-${i}` });
  };
  await Promise.all(Array.from({ length: 200 }, (_, i) => one(i)));

  const counts = await stage.counts(id);
  const list = await stage.list(id);
  const sum = (...states: string[]): number =>
    list.filter(({ state }) => states.includes(state)).reduce((total, { seats }) => total + seats, 0);
  expect(counts, `seed ${rng.seed}`).toMatchObject({
    taken: sum('confirmed'),
    held: sum('held'),
    waitlisted: sum('waitlisted'),
  });
  expect(list.map((row) => row.id).sort()).toEqual(booked.map(({ body }) => body.id as string).sort());
  const told = page.pushes.flatMap(({ event, body }) => (event === 'seats' ? [body] : []));
  for (const { taken, held, left, version } of told) {
    expect(taken + held, `seed ${rng.seed} at version ${version}`).toBeLessThanOrEqual(40);
    expect(left, `seed ${rng.seed}`).toBe(40 - taken - held);
  }
  const versions = told.map(({ version }) => version);
  expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
  // Nodes without Redis do not hear each other: this node's next write tells its watchers everything.
  const last = (await stage.guide.patch(`/api/instances/${id}`, { comments: 'Full house' })).body.version;
  await page.heard(({ event, body }) => event === 'seats' && body.version === last);
  page.close();
});
