import { ManualClock } from '@ensemble/shared';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { makeAgenda, makeCity, generate, makeSlot, makeStack, makeWeek } from '../../support/agenda.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { LiveClient, type Push } from '../../support/live-client.ts';
import type { Person } from '../../support/person.ts';

/** A Monday in the Azores, an hour before midnight: in Lisbon and UTC it is Tuesday already. */
const BEFORE_MIDNIGHT = Date.parse('2026-06-01T23:00:00-00:00');
const AZORES = 'Atlantic/Azores';

let clock: ManualClock;
let app: TestApp;
let host: Person;
let ana: Person;
const pages: LiveClient[] = [];
beforeAll(async () => {
  clock = new ManualClock(BEFORE_MIDNIGHT);
  app = await startApp({ clock, digestMs: 100 });
  host = await app.signUp('Host');
  ana = await app.signUp('Ana');
});
afterEach(() => {
  for (const page of pages.splice(0)) page.close();
});
afterAll(() => app.close());

async function open(who: Person): Promise<LiveClient> {
  const page = await new LiveClient(who).connected();
  pages.push(page);
  return page;
}

const books = async (who: Person, instanceId: string, seats = 1) => {
  const party = { kind: 'fit', seats, partyName: who.name };
  const answer = await who.post(`/api/instances/${instanceId}/reservations`, party);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body as { id: string };
};
const countsOf = async (id: string) => (await host.get(`/api/instances/${id}/seats`)).body;
const is =
  (event: Push['event'], version: number) =>
  (push: Push): boolean =>
    push.event === event && push.body.version === version;

let cities = 0;
/** A city with a late and a later session on Mondays and Tuesdays of two weeks of June. */
async function city() {
  const slug = `ponta-${++cities}`;
  await makeCity(host, { slug, name: slug, timezone: AZORES });
  const stack = await makeStack(host, { slug: `walk-${slug}` });
  const week = await makeWeek(host, slug);
  for (const weekday of [1, 2])
    for (const startTimeLocal of ['19:00', '23:30'])
      await makeSlot(host, week.id, stack.id, { weekday, startTimeLocal });
  const { created } = await generate(host, week.id, { from: '2026-06-01', to: '2026-06-14' });
  await app.settleSchedule();
  const at = (date: string, startTime: string) =>
    created.find((one) => one.date === date && one.startTime === startTime)?.id ?? '';
  return { slug, stack, week, at };
}

describe('a city', () => {
  test('is shown as today in its own zone, with its seats, and past midnight with what is still on', async () => {
    const { slug, at } = await city();
    await books(ana, at('2026-06-01', '23:30'), 3);
    const page = await open(app.stranger());
    const shown = async () => {
      const { instances, seats } = await page.watch({ city: slug });
      expect(seats.map(({ instanceId }) => instanceId).sort()).toEqual(instances.map(({ id }) => id).sort());
      return { ids: instances.map(({ id }) => id), seats };
    };
    const [early, late] = [at('2026-06-01', '19:00'), at('2026-06-01', '23:30')];
    const monday = await shown();
    expect(monday.ids).toEqual([early, late]);
    expect(monday.seats.find(({ instanceId }) => instanceId === late)).toMatchObject({ taken: 3, left: 13 });
    try {
      clock.set(Date.parse('2026-06-02T00:10:00-00:00'));
      const tuesday = [at('2026-06-02', '19:00'), at('2026-06-02', '23:30')];
      // 00:10 UTC is ten past midnight in the Azores' summer: the late walk is on until one.
      expect((await shown()).ids).toEqual([late, ...tuesday]);
      clock.set(Date.parse('2026-06-02T01:00:00-00:00'));
      expect((await shown()).ids).toEqual(tuesday);
    } finally {
      clock.set(BEFORE_MIDNIGHT);
    }
  });

  test('tells of the seats of all its sessions, of whatever date, and of no other city', async () => {
    const [one, other] = [await city(), await city()];
    const page = await open(app.stranger());
    await page.watch({ city: one.slug });
    await books(ana, other.at('2026-06-08', '19:00'));
    const later = one.at('2026-06-09', '23:30');
    await books(ana, later, 2);
    const push = await page.heard(({ event, body }) => event === 'seats' && body.taken === 2);
    expect(push.body).toEqual(await countsOf(later));
    expect(page.pushes.filter(({ event }) => event === 'seats')).toHaveLength(1);
  });

  test('tells once, though the session is watched too, also to the guide who is public in the city', async () => {
    const { slug, at } = await city();
    const id = at('2026-06-08', '19:00');
    const guided = await host.patch(`/api/instances/${id}`, { data: { guidePrimaryId: ana.userId } });
    expect(guided.status).toBe(200);
    const told = [await open(host), await open(ana), await open(app.stranger())];
    for (const page of told) await page.watch({ city: slug, instances: [id] });
    await books(host, id);
    const { version } = (await host.patch(`/api/instances/${id}`, { title: 'Dawn walk' })).body;
    for (const page of told) {
      // States in between may be left out; none may come twice.
      await page.heard(is('seats', version));
      await page.heard(is('instance', version));
      await page.unwatch({});
      const heard = page.pushes.filter(({ event }) => event !== 'digest');
      const keys = heard.map(({ event, body }) => `${event} ${body.version}`);
      expect(keys).toEqual([...new Set(keys)]);
    }
  });

  test('the last state always comes after a storm, and versions only rise', async () => {
    const { slug, at } = await city();
    const id = at('2026-06-08', '19:00');
    const watchers = [await open(host), await open(app.stranger())];
    for (const page of watchers) await page.watch({ city: slug });
    for (let i = 0; i < 12; i++) {
      const { id: rid } = await books(ana, id);
      await host.post(`/api/instances/${id}/reservations/${rid}/${i % 2 ? 'cancel' : 'check-in'}`);
    }
    const last = await countsOf(id);
    for (const page of watchers) {
      expect((await page.heard(is('seats', last.version))).body).toEqual(last);
      const versions = page.pushes.flatMap(({ event, body }) => (event === 'seats' ? [body.version] : []));
      expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
    }
  });

  test('that does not exist has nothing to show, and nobody is left in its room', async () => {
    const page = await open(ana);
    const nothing = { instances: [], active: [], seats: [] };
    expect(await page.watch({ city: 'atlantis' })).toEqual(nothing);
    expect(await page.watch({ city: 'x:staff' })).toEqual(nothing);
    expect(await page.ask({ city: 'x'.repeat(81) })).toMatchObject({ ok: false, code: 'invalid' });
    expect(await page.ask({ city: { $ne: '' } } as never)).toMatchObject({ ok: false, code: 'invalid' });
    const { sessions } = await makeAgenda(host, 'atlantis');
    const { slug, at } = await city();
    await page.watch({ city: slug });
    await books(ana, sessions.at(-1)?.id ?? '');
    await books(ana, at('2026-06-08', '19:00'));
    const push = await page.heard(({ event }) => event === 'seats');
    expect(push.body).toMatchObject({ instanceId: at('2026-06-08', '19:00') });
  });
});

describe('what was missed', () => {
  test('shows in the digest of the city', async () => {
    const { slug, at } = await city();
    const page = await open(ana);
    await page.watch({ city: slug });
    await books(ana, at('2026-06-01', '23:30'));
    const { version } = await countsOf(at('2026-06-01', '23:30'));
    const digest = await page.heard(
      ({ event, body }) => event === 'digest' && body[at('2026-06-01', '23:30')] === version,
    );
    expect(Object.keys(digest.body).sort()).toEqual(
      [at('2026-06-01', '19:00'), at('2026-06-01', '23:30')].sort(),
    );
  });

  test('is in the snapshot after a reconnect', async () => {
    const { slug, at } = await city();
    const page = await open(ana);
    await page.watch({ city: slug });
    page.socket.io.engine.close();
    await expect.poll(() => page.socket.connected).toBe(false);
    await books(ana, at('2026-06-01', '23:30'), 4);
    await page.connected();
    const { seats } = await page.watch({ city: slug });
    expect(seats.find(({ taken }) => taken === 4)).toEqual(await countsOf(at('2026-06-01', '23:30')));
  });
});

describe('costs', () => {
  const secrets = {
    costMin: 9900,
    variableCostMinor: 470,
    overlays: [{ kind: 'training', source: 'The guild', perSeatMinor: 150 }],
  };

  test('reach those who manage it, and nobody else', async () => {
    const { slug, at } = await city();
    const id = at('2026-06-01', '23:30');
    const data = { guidePrimaryId: ana.userId, note: 'terms' };
    const changed = await host.patch(`/api/instances/${id}`, { ...secrets, data });
    expect(changed.status, JSON.stringify(changed.body)).toBe(200);
    for (const wanted of [{ city: slug }, { instances: [id] }, { city: slug, instances: [id] }]) {
      const [manager, guide, visitor] = [await open(host), await open(ana), await open(app.stranger())];
      for (const page of [manager, guide, visitor]) {
        const { instances } = await page.watch(wanted);
        const shown = instances.filter((one) => one.id === id);
        expect(shown.length).toBeGreaterThan(0);
        for (const one of shown) {
          expect(one.costMin).toBe(page === manager ? 9900 : null);
          expect(one.overlays).toHaveLength(page === manager ? 1 : 0);
          expect('guidePrimaryId' in one.data).toBe(page === manager);
        }
      }
      const comments = `again ${Math.random()}`;
      const { version } = (await host.patch(`/api/instances/${id}`, { comments })).body;
      for (const page of [manager, guide, visitor]) {
        const { body } = await page.heard(is('instance', version));
        expect(body).toMatchObject(
          page === manager ? { ...secrets, data } : { costMin: null, variableCostMinor: null, overlays: [] },
        );
        expect(JSON.stringify(body).includes('terms')).toBe(page === manager);
        expect(page.pushes.filter(is('instance', version))).toHaveLength(1);
      }
      for (const page of [manager, guide, visitor]) page.close();
    }
  });

  test('no longer reach a host who is none any more', async () => {
    const { slug, at } = await city();
    const id = at('2026-06-01', '23:30');
    const dave = await app.signUp('Dave');
    await host.put(`/api/users/${dave.userId}/roles`, { roles: ['host'] });
    const page = await open(dave);
    expect((await page.watch({ city: slug })).instances[0]?.costMin).toBe(9000);
    await host.put(`/api/users/${dave.userId}/roles`, { roles: [] });
    const { version } = (await host.patch(`/api/instances/${id}`, secrets)).body;
    expect((await page.heard(is('instance', version))).body).toMatchObject({ costMin: null, overlays: [] });
  });
});

test('who guides a session sees who comes, and who does no longer does not', async () => {
  const { at } = await city();
  const id = at('2026-06-01', '23:30');
  const ben = await app.signUp('Ben');
  const path = `/api/instances/${id}/reservations`;
  const statuses = async () => [(await ana.get(path)).status, (await ben.get(path)).status];
  await host.patch(`/api/instances/${id}`, { data: { guidePrimaryId: ana.userId } });
  expect(await statuses()).toEqual([200, 403]);
  await host.patch(`/api/instances/${id}`, { data: { apprenticeIds: [ben.userId] } });
  expect(await statuses()).toEqual([403, 200]);
});

test('whoever guides a session from now on, or no longer, goes on hearing of it, once, while they watch', async () => {
  const { at } = await city();
  const id = at('2026-06-01', '23:30');
  const [guide, other] = [await open(ana), await open(await app.signUp('Cleo'))];
  const dora = await app.signUp('Dora');
  const pages = [guide, other, await open(dora)];
  for (const page of pages) await page.watch({ instances: [id] });
  for (const guidePrimaryId of [ana.userId, dora.userId, ana.userId, null]) {
    const data = guidePrimaryId === null ? {} : { guidePrimaryId };
    await host.patch(`/api/instances/${id}`, { data });
    const { version } = (await host.patch(`/api/instances/${id}`, { comments: `led by ${guidePrimaryId}` }))
      .body;
    for (const page of pages) {
      await page.heard(is('instance', version));
      expect(page.pushes.filter(is('instance', version))).toHaveLength(1);
    }
  }
});
