import { ManualClock } from '@ensemble/shared';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  generate,
  makeAgenda,
  makeCity,
  makeSlot,
  makeStack,
  makeWeek,
  seat,
  tally,
} from '../../support/agenda.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { openSharedStore } from '../../support/database.ts';
import { LiveClient } from '../../support/live-client.ts';
import { Person } from '../../support/person.ts';

let app: TestApp;
let ada: Person;
const clock = new ManualClock(Date.parse('2026-03-01T12:00:00Z'));
beforeAll(async () => {
  app = await startApp({ clock });
  ada = await app.signUp('Ada');
});
afterAll(() => app.close());

const JUNE = { from: '2026-06-01', to: '2026-06-30' };
const stored = async (city: string) => (await ada.get(`/api/instances?city=${city}&limit=500`)).body.items;

describe('a month of a week', () => {
  test('is seen before it is written, made once, and found unchanged', async () => {
    const city = await makeCity(ada, { slug: 'seville', timezone: 'Europe/Madrid' });
    const stack = await makeStack(ada, {
      data: { guild: 'Walkers', overlays: [{ kind: 'goods', source: 'Shop', perSeatMinor: 150 }] },
    });
    const week = await makeWeek(ada, city.slug, { seasonMode: 'feria' });
    const slot = await makeSlot(ada, week.id, stack.id, {
      capacityMax: 10,
      data: { storyFocus: 'The tower' },
    });
    const seen = await generate(ada, week.id, { ...JUNE, dryRun: true });
    expect(tally(seen)).toEqual([5, 0, 0, 0]);
    expect(await stored('seville')).toEqual([]);
    const run = await generate(ada, week.id, JUNE);
    expect(run.created.map(({ id }) => id)).toEqual(seen.created.map(({ id }) => id));
    expect(run.created[0]).toMatchObject({
      source: { kind: 'agenda-slot', id: slot.id },
      sessionStackId: stack.id,
      agendaWeekId: week.id,
      agendaSlotId: slot.id,
      citySlug: 'seville',
      title: 'Harbour walk',
      date: '2026-06-01',
      startTime: '18:00',
      endTime: '19:30',
      timezone: 'Europe/Madrid',
      startsAt: '2026-06-01T16:00:00.000Z',
      status: 'scheduled',
      capacityMin: 4,
      capacityMax: 10,
      costMin: 9000,
      priceMinor: 2500,
      variableCostMinor: 400,
      currency: 'EUR',
      overlays: [{ kind: 'goods', source: 'Shop', perSeatMinor: 150 }],
      data: { seasonMode: 'feria', rhythmTag: 'weekday-evening', storyFocus: 'The tower', guild: 'Walkers' },
    });
    const again = await generate(ada, week.id, JUNE);
    expect(tally(again)).toEqual([0, 5, 0, 0]);
    expect(again.unchanged).toEqual(run.created);
    expect(await stored('seville')).toEqual(run.created);
  });

  test('follows the week where nobody touched it, and says what it would change first', async () => {
    const { week, slot, stack } = await makeAgenda(ada, 'follow');
    await ada.patch(`/api/agenda/weeks/${week.id}/slots/${slot.id}`, { startTimeLocal: '19:00' });
    await ada.patch(`/api/session-stacks/${stack.id}`, { priceMinor: 3000 });
    const dry = await generate(ada, week.id, { ...JUNE, dryRun: true });
    expect(tally(dry)).toEqual([0, 0, 5, 0]);
    expect((await stored('follow'))[0]).toMatchObject({ startTime: '18:00', priceMinor: 2500, version: 1 });
    const { updated } = await generate(ada, week.id, JUNE);
    expect(updated[0]).toMatchObject({
      startTime: '19:00',
      priceMinor: 3000,
      version: 2,
      changes: [
        { field: 'startTime', from: '18:00', to: '19:00' },
        { field: 'endTime', from: '19:30', to: '20:30' },
        { field: 'priceMinor', from: 2500, to: 3000 },
      ],
    });
    expect(tally(await generate(ada, week.id, JUNE))).toEqual([0, 5, 0, 0]);
  });

  test('leaves alone what people changed, cancelled, moved or booked, and says why', async () => {
    const { week, stack, sessions } = await makeAgenda(ada, 'kept');
    const [edited, cancelled, moved, booked, free] = sessions.map(({ id }) => id);
    await ada.patch(`/api/instances/${edited}`, { priceMinor: 100 });
    await ada.post(`/api/instances/${cancelled}/cancel`);
    await ada.patch(`/api/instances/${moved}`, { date: '2026-07-06' });
    await seat(app, booked ?? '', 2);
    await ada.patch(`/api/instances/${free}`, { comments: 'Bring a hat', locationOverride: 'The quay' });
    await ada.patch(`/api/session-stacks/${stack.id}`, { title: 'River walk' });
    const before = await stored('kept');
    const { conflicting, updated } = await generate(ada, week.id, JUNE);
    expect(conflicting.map(({ id, reason }) => [id, reason]).sort()).toEqual(
      [
        [edited, 'edited-by-hand'],
        [cancelled, 'cancelled-by-hand'],
        [moved, 'edited-by-hand'],
        [booked, 'has-reservations'],
      ].sort(),
    );
    expect(updated).toMatchObject([
      { id: free, title: 'River walk', comments: 'Bring a hat', venue: 'The quay' },
    ]);
    const untouched = (rows: { id: string }[]) => rows.filter(({ id }) => id !== free);
    expect(untouched(await stored('kept'))).toEqual(untouched(before));
    const july = await generate(ada, week.id, { from: '2026-07-06', to: '2026-07-06' });
    expect(july.conflicting).toMatchObject([{ id: moved, reason: 'edited-by-hand' }]);
    expect(july.conflicting[0]?.['detail']).toContain(
      'moved by hand to where the session of 2026-07-06 belongs',
    );
  });

  test('withdraws what the week no longer has, but for the booked', async () => {
    const { week, slot, sessions } = await makeAgenda(ada, 'gone');
    await seat(app, sessions[2]?.id ?? '', 2);
    await ada.delete(`/api/agenda/weeks/${week.id}/slots/${slot.id}`);
    const { updated, conflicting } = await generate(ada, week.id, JUNE);
    expect(updated.map(({ isCancelled }) => isCancelled)).toEqual([true, true, true, true]);
    expect(conflicting).toMatchObject([
      { id: sessions[2]?.id, reason: 'has-reservations', status: 'scheduled' },
    ]);
    expect((await ada.get(`/api/instances/${sessions[0]?.id}`)).body.status).toBe('cancelled');
  });

  test('keeps to the city clock through a change of the hour, and to the dates of the week', async () => {
    const { slug } = await makeCity(ada, { name: 'Berlin', timezone: 'Europe/Berlin' });
    const stack = await makeStack(ada, { defaultDurationMin: 60 });
    const week = await makeWeek(ada, slug, { activeFrom: '2026-03-22', activeTo: '2026-04-05' });
    await makeSlot(ada, week.id, stack.id, { weekday: 0, startTimeLocal: '02:30' });
    await makeSlot(ada, week.id, stack.id, { weekday: 0, startTimeLocal: '18:00' });
    const { created } = await generate(ada, week.id, { from: '2026-03-01', to: '2026-04-30' });
    expect(created.map(({ date, startTime, startsAt }) => [date, startTime, startsAt])).toEqual([
      ['2026-03-22', '02:30', '2026-03-22T01:30:00.000Z'],
      ['2026-03-22', '18:00', '2026-03-22T17:00:00.000Z'],
      // 02:30 does not exist that night: an hour later on the clock, the same moment.
      ['2026-03-29', '02:30', '2026-03-29T01:30:00.000Z'],
      ['2026-03-29', '18:00', '2026-03-29T16:00:00.000Z'],
      ['2026-04-05', '02:30', '2026-04-05T00:30:00.000Z'],
      ['2026-04-05', '18:00', '2026-04-05T16:00:00.000Z'],
    ]);
  });

  test('is refused beyond a year, backwards and for a week that is not there', async () => {
    const { week } = await makeAgenda(ada, 'window');
    const ask = (id: string, from: string, to: string) =>
      ada.post(`/api/agenda/weeks/${id}/generate`, { from, to });
    const answers = [
      await ask(week.id, '2026-01-01', '2027-01-02'),
      await ask(week.id, '2026-02-01', '2026-01-01'),
      await ask('f'.repeat(24), '2026-01-01', '2026-01-31'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 404]);
    expect(answers[0]?.body.errors).toMatchObject([{ path: 'to' }]);
    await ada.patch(`/api/agenda/weeks/${week.id}`, { isActive: false });
    expect(tally(await generate(ada, week.id, JUNE))).toEqual([0, 5, 0, 0]);
  });
});

test('a generated session is one like any other: read, changed, watched, on and over by the clock', async () => {
  const { sessions } = await makeAgenda(ada, 'like');
  const id = sessions[0]?.id ?? '';
  const page = await new LiveClient(app.stranger()).connected();
  expect((await page.watch({ instances: [id] })).instances).toMatchObject([{ id, costMin: null }]);
  const data = { rhythmTag: 'slow', energyLevel: 1 };
  const overlays = [{ kind: 'affiliate', source: 'Café', perSeatMinor: 120 }];
  const patched = await ada.patch(`/api/instances/${id}`, { comments: 'By the pier', overlays, data });
  expect(patched.body).toMatchObject({ comments: 'By the pier', overlays, data, version: 2 });
  const push = await page.heard(({ event, body }) => event === 'instance' && body.version === 2);
  expect(push.body).toMatchObject({ comments: 'By the pier', overlays: [], data });
  const wrong = await ada.patch(`/api/instances/${id}`, { overlays: [{ kind: 'luck', source: 'Café' }] });
  expect([wrong.status, wrong.body.errors[0].path]).toEqual([422, 'overlays.0.kind']);
  clock.set(Date.parse('2026-06-01T17:00:00Z'));
  await app.settleSchedule();
  await page.heard(({ event, body }) => event === 'active' && body.isActive === true);
  clock.set(Date.parse('2026-06-01T18:30:00Z'));
  await app.settleSchedule();
  expect((await ada.get(`/api/instances/${id}`)).body.status).toBe('completed');
  page.close();
});

test('two nodes at once make one set', async () => {
  const store = await openSharedStore();
  const settings = { MONGODB_URL: store.url, AUTH_SECRET: 'one secret for all nodes of a house' };
  const morning = new ManualClock(Date.parse('2026-03-01T09:00:00Z'));
  const a = await startApp({ settings, clock: morning });
  const b = await startApp({ settings, clock: morning });
  try {
    const here = await a.signUp('Ada');
    const there = new Person(b.origin, 'Ada');
    await there.signIn(here.email);
    const { slug } = await makeCity(here, { name: 'Twice' });
    const stack = await makeStack(here);
    const week = await makeWeek(here, slug);
    for (const weekday of [1, 3, 5]) await makeSlot(here, week.id, stack.id, { weekday });
    const runs = await Promise.all([here, there, here, there].map((who) => generate(who, week.id, JUNE)));
    const made = runs.flatMap(({ created }) => created.map(({ id }) => id));
    expect(made).toHaveLength(13);
    expect(new Set(made).size).toBe(13);
    for (const run of runs) {
      expect(run.created.length + run.unchanged.length).toBe(13);
      expect(tally(run).slice(2)).toEqual([0, 0]);
    }
    await here.patch(`/api/session-stacks/${stack.id}`, { priceMinor: 2700 });
    const changes = await Promise.all([here, there].map((who) => generate(who, week.id, JUNE)));
    expect(changes.flatMap(({ updated }) => updated)).toHaveLength(13);
    const rows = (await there.get(`/api/instances?city=${slug}`)).body.items;
    expect(
      rows.map(({ version, priceMinor }: { version: number; priceMinor: number }) => [version, priceMinor]),
    ).toEqual(Array.from({ length: 13 }, () => [2, 2700]));
  } finally {
    await Promise.all([a.close(), b.close()]);
    await store.close();
  }
});
