import { ManualClock, Rng } from '@ensemble/shared';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { generate, makeCity, makeSlot, makeStack, makeWeek, seat } from '../../support/agenda.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { openSharedStore } from '../../support/database.ts';
import { Person } from '../../support/person.ts';

const at = (iso: string): number => Date.parse(iso);
/** A moment at which nothing begins or ends, so that only the day matters. */
const clock = new ManualClock(0);
let app: TestApp;
let ada: Person;
beforeEach(async () => {
  clock.set(at('2026-03-20T12:00:00Z'));
  app = await startApp({ clock });
  ada = await app.signUp('Ada');
});
afterEach(() => app.close());

/** Runs the scheduler until what is due is done; a bounded run leaves the rest to the next one. */
async function goTo(iso: string, node = app): Promise<void> {
  clock.set(at(iso));
  for (let run = 0; run < 4; run++) await node.settleSchedule();
}

async function makePulse(slug: string, horizonDays: number | null, city = {}) {
  await makeCity(ada, { slug, name: slug, ...city });
  const stack = await makeStack(ada, { title: 'Walk' });
  const week = await makeWeek(ada, slug, { horizonDays });
  const slot = await makeSlot(ada, week.id, stack.id, { weekday: 0, startTimeLocal: '02:30' });
  return { stack, week, slot };
}
type Dated = Record<'id' | 'date' | 'startTime' | 'startsAt' | 'status' | 'title', string> & {
  version: number;
};
const sessionsOf = async (slug: string, who = ada): Promise<Dated[]> =>
  (await who.get(`/api/instances?city=${slug}&limit=500`)).body.items;
const datesOf = async (slug: string) => (await sessionsOf(slug)).map(({ date }) => date.slice(5));

describe('a week with a horizon', { timeout: 60_000 }, () => {
  test('is kept generated so many days on, by the city clock, through a change of the hour', async () => {
    await makePulse('ahead', 14);
    await goTo('2026-03-20T12:00:00Z');
    expect(await datesOf('ahead')).toEqual(['03-22', '03-29']);
    // Lisbon's Saturday ends an hour later than London's clock says: not yet tomorrow, then tomorrow.
    await goTo('2026-03-21T23:59:59Z');
    expect(await datesOf('ahead')).toEqual(['03-22', '03-29']);
    await goTo('2026-03-22T00:00:00Z');
    expect(await datesOf('ahead')).toEqual(['03-22', '03-29', '04-05']);
    await goTo('2026-03-28T23:59:59Z');
    expect(await datesOf('ahead')).toHaveLength(3);
    await goTo('2026-03-29T00:00:00Z');
    const made = await sessionsOf('ahead');
    expect(made.map(({ date, startsAt }) => [date, startsAt])).toEqual([
      ['2026-03-22', '2026-03-22T02:30:00.000Z'],
      // 02:30 exists there (the gap is 01:00 to 02:00), in summer time already.
      ['2026-03-29', '2026-03-29T01:30:00.000Z'],
      ['2026-04-05', '2026-04-05T01:30:00.000Z'],
      ['2026-04-12', '2026-04-12T01:30:00.000Z'],
    ]);
    // Summer time: the city's Sunday begins an hour earlier than UTC's.
    await goTo('2026-04-04T22:59:59Z');
    expect(await datesOf('ahead')).toHaveLength(4);
    await goTo('2026-04-04T23:00:00Z');
    expect(await datesOf('ahead')).toHaveLength(5);
  });

  test('makes nothing that has begun already', async () => {
    clock.set(at('2026-03-22T02:30:00Z'));
    await makePulse('late', 7);
    await goTo('2026-03-22T02:30:00Z');
    expect(await datesOf('late')).toEqual(['03-29']);
  });

  test('is left to explicit batches without one, and while it rests', async () => {
    const { week } = await makePulse('explicit', null);
    await goTo('2026-03-20T12:00:00Z');
    expect(await datesOf('explicit')).toEqual([]);
    const set = await ada.patch(`/api/agenda/weeks/${week.id}`, { horizonDays: 7, isActive: false });
    expect(set.body).toMatchObject({ horizonDays: 7, isActive: false });
    await goTo('2026-03-20T12:00:10Z');
    expect(await datesOf('explicit')).toEqual([]);
    await ada.patch(`/api/agenda/weeks/${week.id}`, { isActive: true });
    await goTo('2026-03-20T12:00:20Z');
    expect(await datesOf('explicit')).toEqual(['03-22']);
    const zero = await ada.patch(`/api/agenda/weeks/${week.id}`, { horizonDays: 0 });
    expect(zero.status).toBe(200);
    const wrong = await ada.patch(`/api/agenda/weeks/${week.id}`, { horizonDays: 367 });
    expect([wrong.status, wrong.body.errors[0].path]).toEqual([422, 'horizonDays']);
  });

  test('follows its plans, and leaves alone what people changed or booked', async () => {
    const { stack, week, slot } = await makePulse('plans', 28);
    await goTo('2026-03-20T12:00:00Z');
    const [booked, edited] = await sessionsOf('plans');
    await seat(app, booked?.id ?? '', 2);
    await ada.patch(`/api/instances/${edited?.id}`, { title: 'Ours', priceMinor: 1 });
    await ada.patch(`/api/session-stacks/${stack.id}`, { title: 'River walk' });
    await ada.patch(`/api/agenda/weeks/${week.id}/slots/${slot.id}`, { startTimeLocal: '10:00' });
    await makeSlot(ada, week.id, stack.id, { weekday: 3, startTimeLocal: '18:00' });
    await goTo('2026-03-20T12:01:00Z');
    const found = await sessionsOf('plans');
    expect(found.filter(({ title }) => title === 'River walk')).toHaveLength(6);
    expect(found.find(({ id }) => id === booked?.id)).toMatchObject({ title: 'Walk', startTime: '02:30' });
    expect(found.find(({ id }) => id === edited?.id)).toMatchObject({ startTime: '02:30' });
    // Nothing more to do: no row is written again.
    await goTo('2026-03-20T12:02:00Z');
    expect(await sessionsOf('plans')).toEqual(found);
  });

  test('catches up after a long sleep, a year of it in bounded runs', async () => {
    await makePulse('sleep', 366);
    await goTo('2026-03-20T12:00:00Z');
    await goTo('2026-03-20T12:00:10Z');
    expect(await datesOf('sleep')).toHaveLength(53);
    await app.stop();
    clock.set(at('2026-06-30T12:00:00Z'));
    app = await startApp({ clock, dataDir: app.dataDir });
    const again = new Person(app.origin, 'Ada');
    await again.signIn(ada.email);
    ada = again;
    await goTo('2026-06-30T12:00:00Z');
    await goTo('2026-06-30T12:00:10Z');
    const dates = await sessionsOf('sleep');
    expect(dates.at(-1)?.date).toBe('2027-06-27');
    expect(new Set(dates.map(({ date }) => date)).size).toBe(67);
  });

  test('of one city that cannot be served does not keep the others waiting', async () => {
    const { week } = await makePulse('broken', 7);
    await makePulse('whole', 7);
    const db = await app.db();
    await db
      .collection('agenda_slots')
      .updateMany({ agendaWeekId: week.id }, { $set: { startTimeLocal: 'noon' } });
    await goTo('2026-03-20T12:00:00Z');
    expect(await datesOf('whole')).toEqual(['03-22']);
  });
});

test('random days on two nodes: always what an explicit batch would make, each once', async () => {
  const seed = Number(process.env['HORIZON_SEED'] ?? 20261120);
  const rng = new Rng(seed);
  const store = await openSharedStore();
  const settings = { MONGODB_URL: store.url, AUTH_SECRET: 'one secret for all nodes of a house' };
  // Three weeks before the clocks of Europe change.
  clock.set(at('2026-10-04T12:00:00Z'));
  const nodes = [await startApp({ clock, settings }), await startApp({ clock, settings })];
  try {
    const who = await nodes[0]!.signUp('Ada');
    ada = who;
    const zones = ['Europe/Lisbon', 'Asia/Tbilisi', 'America/Los_Angeles'];
    const weeks: { id: string; slug: string; zone: string; horizonDays: number }[] = [];
    for (const [index, zone] of zones.entries()) {
      const slug = `random-${index}`;
      await makeCity(who, { slug, name: slug, timezone: zone });
      const stack = await makeStack(who);
      const horizonDays = rng.int(21);
      const week = await makeWeek(who, slug, { horizonDays });
      for (let count = 0; count < 3; count++)
        await makeSlot(who, week.id, stack.id, {
          weekday: rng.int(7),
          startTimeLocal: `0${rng.int(10)}:${10 + rng.int(50)}`,
        });
      weeks.push({ id: week.id, slug, zone, horizonDays });
    }
    for (let round = 0; round < 8; round++) {
      clock.advance((1 + rng.int(9 * 24)) * 3_600_000);
      for (let run = 0; run < 2; run++) await Promise.all(nodes.map((node) => node.settleSchedule()));
      for (const { id, slug, zone, horizonDays } of weeks) {
        const day = (ms: number) => new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(ms);
        const from = day(clock.now());
        const to = new Date(Date.parse(from) + horizonDays * 86_400_000).toISOString().slice(0, 10);
        const asked = await generate(who, id, { from, to, dryRun: true });
        const story = `seed ${seed}, round ${round}, ${slug}, ${from} to ${to}`;
        const missing = asked.created.filter(({ startsAt }) => Date.parse(startsAt) > clock.now());
        expect([missing, asked.updated, asked.conflicting], story).toEqual([[], [], []]);
        const beyond = (await sessionsOf(slug, who)).filter(({ date }) => date > to);
        expect(beyond, story).toEqual([]);
      }
    }
    for (const { slug } of weeks) {
      const found = await sessionsOf(slug, who);
      expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
    }
  } finally {
    for (const node of nodes) await node.close();
    await store.close();
  }
}, 90_000);
