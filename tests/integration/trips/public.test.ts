import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generate, makeCity, makePath, makeSlot, makeStack, makeWeek } from '../../support/agenda.ts';
import { pathsOf, TripsStage } from './stage.ts';

let stage: TripsStage;
beforeAll(async () => {
  stage = await TripsStage.open();
});
afterAll(() => stage.app.close());

const books = async (id: string, seats: number, fields = {}) => {
  const party = { kind: 'fit', seats, partyName: 'Ana', ...fields };
  expect((await stage.host.post(`/api/instances/${id}/reservations`, party)).status).toBe(201);
};
const fit = (query: string) => stage.app.stranger().get(`/api/fit/availability?${query}`);
const may = 'from=2031-05-01&to=2031-05-31';

describe('single travellers', () => {
  test('are sent where a few seats are missing, and never where there is no room', async () => {
    const ids = await stage.sessions(10, 10, 10, 10, 10);
    const [empty = '', near = '', full = '', runs = '', cancelled = ''] = ids;
    for (const id of ids) await stage.host.patch(`/api/instances/${id}`, { capacityMin: 4 });
    await books(near, 2, { hold: true });
    await books(full, 9);
    await books(runs, 5);
    await stage.host.post(`/api/instances/${cancelled}/cancel`);
    const two = await fit(`city=lisbon&${may}&seats=2`);
    expect(two.body.items.map(({ id }: { id: string }) => id)).toEqual([near, empty, runs]);
    expect(two.body.items[0]).toMatchObject({
      taken: 0,
      held: 2,
      left: 8,
      missingToMinimum: 2,
      costMin: null,
    });
    expect((await fit(`city=lisbon&${may}`)).body.items).toHaveLength(4);
    expect((await fit('city=lisbon&from=2031-06-01&to=2031-06-30')).body.items).toEqual([]);
  });

  test('of a very busy city are shown the soonest, as lists are', async () => {
    const { host } = stage;
    const city = await makeCity(host, { slug: 'busy', name: 'Busy' });
    const week = await makeWeek(host, city.slug);
    for (let i = 0; i < 77; i++) {
      const startTimeLocal = `${String(8 + Math.floor(i / 7)).padStart(2, '0')}:00`;
      await makeSlot(host, week.id, stage.stackId, { weekday: i % 7, startTimeLocal });
    }
    const { created } = await generate(host, week.id, { from: '2031-05-01', to: '2031-06-16' });
    expect(created.length).toBeGreaterThan(500);
    const { items } = (await fit('city=busy&from=2031-05-01&to=2031-12-31')).body;
    expect(items).toHaveLength(500);
    expect(items.map(({ id }: { id: string }) => id)).toEqual(created.slice(0, 500).map(({ id }) => id));
  });

  test('are told what is wrong with their question', async () => {
    expect((await fit(`city=nowhere&${may}`)).status).toBe(404);
    const answer = await fit('city=lisbon&from=2031-05-31&to=2031-05-01');
    expect([answer.status, pathsOf(answer)]).toEqual([400, ['to']]);
    expect(pathsOf(await fit(`city=lisbon&${may}&seats=0`))).toEqual(['seats']);
  });
});

describe('journeys', () => {
  test('show each stage with its next days, only in the city where they can be walked', async () => {
    const { host } = stage;
    const now = new Date();
    const date = (days: number) => new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10);
    const later = await makeStack(host, { title: 'Cork and clay', summary: 'By hand' });
    const path = await makePath(host, [stage.stackId, later.id], { summary: 'Two days' });
    const lone = await makePath(host, [later.id], { title: 'Nowhere yet' });
    await host.post('/api/cities', { name: 'Evora', slug: 'evora', timezone: 'Europe/Lisbon' });
    const ids = await stage.sessions(7, 8, 9, 10, 11);
    for (const [index, id] of ids.entries())
      await host.patch(`/api/instances/${id}`, { date: date(index + 2) });
    await books(ids[1] ?? '', 3);
    const journeys = async (query = '') =>
      (await stage.app.stranger().get(`/api/journeys${query}`)).body.items;
    const [journey, ...others] = await journeys('?city=lisbon');
    expect(others).toEqual([]);
    expect(journey).toMatchObject({ id: path.id, title: 'From the river up', summary: 'Two days' });
    expect(journey.stages.map(({ title }: { title: string }) => title)).toEqual([
      'Tram and tiles',
      'Cork and clay',
    ]);
    const [first, second] = journey.stages;
    expect(first.next.map((one: { instance: { date: string } }) => one.instance.date)).toEqual(
      [2, 3, 4, 5].map(date),
    );
    expect(first.next[1]).toMatchObject({
      instance: { id: ids[1], costMin: null },
      seats: { left: 5, taken: 3 },
    });
    expect(second.next).toEqual([]);
    expect(await journeys('?city=evora')).toEqual([]);
    expect((await journeys()).map(({ id }: { id: string }) => id).sort()).toEqual([path.id, lone.id].sort());
    expect((await stage.app.stranger().get('/api/journeys?city=nowhere')).status).toBe(404);
  });
});
