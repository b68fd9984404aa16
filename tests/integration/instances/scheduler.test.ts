import { ManualClock } from '@ensemble/shared';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';
import { openSharedStore } from '../../support/database.ts';
import { makeEvening, makeSession } from '../../support/evening.ts';
import { LiveClient } from '../../support/live-client.ts';
import { Person } from '../../support/person.ts';

const at = (iso: string): number => Date.parse(iso);
let clock: ManualClock;
let app: TestApp;
let ada: Person;
beforeEach(async () => {
  clock = new ManualClock(at('2026-06-02T12:00:00Z'));
  app = await startApp({ clock });
  ada = await app.signUp('Ada');
});
afterEach(() => app.close());

const read = async (id: string) => (await ada.get(`/api/instances/${id}`)).body;
async function goTo(iso: string, offsetMs = 0): Promise<void> {
  clock.set(at(iso) + offsetMs);
  await app.settleSchedule();
}
const datesOf = async (sessionId: string): Promise<string[]> =>
  (await ada.get(`/api/sessions/${sessionId}/instances`)).body.items.map(
    ({ date }: { date: string }) => date,
  );

describe('an evening is on', () => {
  test('from its buffer before to its buffer after, to the millisecond, and watchers are told', async () => {
    const session = await makeSession(ada, { activeBufferMinutesBefore: 30, activeBufferMinutesAfter: 10 });
    const night = await makeEvening(ada, session.id);
    const page = await new LiveClient(ada).connected();
    await page.watch({ sessions: [session.id] });
    const states = [];
    for (const [iso, offset] of [
      ['2026-06-02T18:30:00Z', -1],
      ['2026-06-02T18:30:00Z', 0],
      ['2026-06-02T22:10:00Z', -1],
      ['2026-06-02T22:10:00Z', 0],
    ] as const) {
      await goTo(iso, offset);
      states.push((await read(night.id)).status);
    }
    expect(states).toEqual(['scheduled', 'active', 'active', 'completed']);
    await page.heard(
      ({ event, body }) => event === 'active' && body.isActive === false && body.version === 3,
    );
    expect(page.pushes.filter(({ event }) => event === 'active').map(({ body }) => body)).toEqual([
      { instanceId: night.id, sessionId: session.id, isActive: true, version: 2 },
      { instanceId: night.id, sessionId: session.id, isActive: false, version: 3 },
    ]);
    page.close();
  });

  test('stands on the front page while it is', async () => {
    const session = await makeSession(ada, { publicLog: true });
    const night = await makeEvening(ada, session.id);
    const active = async () => (await app.stranger().get('/api/sessions/active')).body.items;
    expect(await active()).toEqual([]);
    await goTo('2026-06-02T20:00:00Z');
    expect(await active()).toMatchObject([{ id: night.id, sessionPath: session.path, isActive: true }]);
    expect((await app.stranger().get('/api/now')).body.active).toHaveLength(1);
    await ada.patch(`/api/sessions/${session.id}`, { publicLog: false });
    expect(await active()).toEqual([]);
  });

  test('also when the server slept through both ends', async () => {
    const session = await makeSession(ada);
    const [first, second] = [
      await makeEvening(ada, session.id, { date: '2026-06-02' }),
      await makeEvening(ada, session.id, { date: '2026-06-03' }),
    ];
    await app.stop();
    clock.set(at('2026-06-03T20:00:00Z'));
    app = await startApp({ clock, dataDir: app.dataDir });
    await app.settleSchedule();
    ada = new Person(app.origin, 'Ada');
    await ada.signIn('ada.1@example.org');
    expect((await read(first.id)).status).toBe('completed');
    expect((await read(second.id)).status).toBe('active');
  });

  test('by the buffers as they are now, and not while cancelled', async () => {
    const session = await makeSession(ada);
    const night = await makeEvening(ada, session.id);
    await goTo('2026-06-02T17:30:00Z');
    expect((await read(night.id)).isActive).toBe(false);
    await ada.patch(`/api/sessions/${session.id}`, { activeBufferMinutesBefore: 120 });
    expect((await read(night.id)).isActive).toBe(true);
    expect((await ada.post(`/api/instances/${night.id}/cancel`)).body.isActive).toBe(false);
    await goTo('2026-06-02T20:00:00Z');
    expect(await read(night.id)).toMatchObject({ status: 'cancelled', isActive: false });
    expect((await ada.post(`/api/instances/${night.id}/reinstate`)).body).toMatchObject({ status: 'active' });
    await ada.patch(`/api/instances/${night.id}`, { date: '2026-06-05' });
    expect(await read(night.id)).toMatchObject({ status: 'scheduled', isActive: false });
  });

  test('after its end too, when the buffer after grows while it is still on', async () => {
    const session = await makeSession(ada);
    const night = await makeEvening(ada, session.id);
    await goTo('2026-06-02T22:30:00Z');
    await ada.patch(`/api/sessions/${session.id}`, { activeBufferMinutesAfter: 180 });
    expect(await read(night.id)).toMatchObject({ isActive: true, activeUntil: '2026-06-03T01:00:00.000Z' });
  });
});

describe('evenings are made ahead', () => {
  const weekly = {
    recurrence: { type: 'weekly', daysOfWeek: [2] },
    autoCreateInstances: true,
    autoCreateHoursAhead: 24,
  };

  test('within the hours ahead, once, however often one looks', async () => {
    const session = await makeSession(ada, weekly);
    await app.settleSchedule();
    expect(await datesOf(session.id)).toEqual(['2026-06-02']);
    await goTo('2026-06-08T19:00:00Z', -1);
    expect(await datesOf(session.id)).toEqual(['2026-06-02']);
    await goTo('2026-06-08T19:00:00Z');
    await app.settleSchedule();
    expect(await datesOf(session.id)).toEqual(['2026-06-02', '2026-06-09']);
    await app.stop();
    app = await startApp({ clock, dataDir: app.dataDir });
    await app.settleSchedule();
    ada = new Person(app.origin, 'Ada');
    await ada.signIn('ada.1@example.org');
    expect(await datesOf(session.id)).toEqual(['2026-06-02', '2026-06-09']);
    await ada.patch(`/api/sessions/${session.id}`, { autoCreateHoursAhead: 168 });
    await goTo('2026-06-09T19:00:00Z');
    expect(await datesOf(session.id)).toEqual(['2026-06-02', '2026-06-09', '2026-06-16']);
  });

  test('what was cancelled or moved stays so', async () => {
    const session = await makeSession(ada, { ...weekly, autoCreateHoursAhead: 168 });
    await goTo('2026-06-02T20:00:00Z');
    const [first, second] = (await ada.get(`/api/sessions/${session.id}/instances`)).body.items;
    await ada.post(`/api/instances/${first.id}/cancel`);
    await ada.patch(`/api/instances/${second.id}`, { date: '2026-06-10', startTime: '21:00' });
    await goTo('2026-06-02T20:01:00Z');
    expect(await datesOf(session.id)).toEqual(['2026-06-02', '2026-06-10']);
    expect((await read(first.id)).isCancelled).toBe(true);
  });

  test('across the change of clocks, at the same hour on the wall', async () => {
    clock.set(at('2026-10-19T12:00:00Z'));
    const session = await makeSession(ada, {
      ...weekly,
      recurrence: { type: 'weekly', daysOfWeek: [0, 1] },
      autoCreateHoursAhead: 168,
    });
    await goTo('2026-10-19T12:00:01Z');
    const { items } = (await ada.get(`/api/sessions/${session.id}/instances`)).body;
    expect(items.map(({ startsAt }: { startsAt: string }) => startsAt)).toEqual([
      '2026-10-19T19:00:00.000Z',
      '2026-10-25T20:00:00.000Z',
    ]);
  });

  test('one session that cannot be served does not keep the others waiting', async () => {
    const broken = await makeSession(ada, { path: 'a/broken' });
    await (await app.db()).collection('sessions').updateOne(
      { path: broken.path },
      {
        $set: {
          timezone: 'No/Where',
          autoCreateInstances: true,
          recurrence: { type: 'weekly', interval: 1, weekStart: 1, daysOfWeek: [2] },
        },
      },
    );
    const session = await makeSession(ada, { ...weekly, path: 'b/served' });
    await app.settleSchedule();
    expect(await datesOf(session.id)).toEqual(['2026-06-02']);
  });
});

test('two nodes on one store make and flip each evening once', async () => {
  const store = await openSharedStore();
  const settings = { MONGODB_URL: store.url, AUTH_SECRET: 'one secret for all nodes of a house' };
  const nodes = [await startApp({ clock, settings }), await startApp({ clock, settings })];
  try {
    const [a, b] = nodes as [TestApp, TestApp];
    const who = await a.signUp('Ada');
    const session = await makeSession(who, {
      recurrence: { type: 'weekly', daysOfWeek: [2] },
      autoCreateInstances: true,
      autoCreateHoursAhead: 168,
    });
    const settle = () => Promise.all(nodes.map((node) => node.settleSchedule()));
    await settle();
    clock.set(at('2026-06-02T19:30:00Z'));
    await settle();
    const evenings = async () => (await who.get(`/api/sessions/${session.id}/instances`)).body.items;
    expect(
      (await evenings()).map(({ date, status, version }: Record<string, unknown>) => [date, status, version]),
    ).toEqual([
      ['2026-06-02', 'active', 2],
      ['2026-06-09', 'scheduled', 1],
    ]);
    // The one that did the work goes away in order; the other takes over.
    await a.stop();
    clock.set(at('2026-06-03T12:00:00Z'));
    await b.settleSchedule();
    const there = new Person(b.origin, 'Ada');
    await there.signIn(who.email);
    const [first] = (await there.get(`/api/sessions/${session.id}/instances`)).body.items;
    expect([first.status, first.version]).toEqual(['completed', 3]);
  } finally {
    for (const node of nodes) await node.close();
    await store.close();
  }
});
