import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeAgenda, makeCity, makePath, makeSlot, makeStack, makeWeek } from '../../support/agenda.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import type { Answer, Person } from '../../support/person.ts';

let app: TestApp;
let ada: Person;
let harry: Person;
beforeAll(async () => {
  app = await startApp();
  ada = await app.signUp('Ada');
  harry = await app.signUp('Harry');
  const given = await ada.put(`/api/users/${harry.userId}/roles`, { roles: ['host'] });
  expect(given.status).toBe(200);
});
afterAll(() => app.close());

const paths = (answer: Answer): string[] =>
  (answer.body.errors ?? []).map(({ path }: { path: string }) => path);

describe('a host', () => {
  test('builds a city, what happens there, and the way through it', async () => {
    const city = {
      name: 'Évora',
      slug: 'evora',
      timezone: 'Europe/Lisbon',
      country: 'Portugal',
      currency: 'EUR',
      summary: 'White walls',
    };
    expect(await makeCity(harry, city)).toMatchObject({ ...city, version: 1 });
    const stack = {
      title: 'Cork and clay',
      slug: 'cork-and-clay',
      summary: 'By hand',
      experience: 'Crafts',
      defaultDurationMin: 150,
      capacityMin: 3,
      capacityMax: 9,
      costMin: 12_000,
      priceMinor: 4500,
      variableCostMinor: 900,
      currency: 'USD',
      data: { guild: 'Potters', stepCosts: [{ label: 'second guide', costMinor: 5000, perSeats: 6 }] },
    };
    const made = await makeStack(harry, stack);
    expect(made).toMatchObject(stack);
    const way = await makePath(harry, [made.id, made.id]);
    expect(way).toMatchObject({ stackIds: [made.id, made.id], slug: 'from-the-river-up' });
    const week = {
      citySlug: 'evora',
      title: 'Slow summer',
      summary: 'Mornings only',
      seasonMode: 'summer',
      activeFrom: '2026-06-01',
      activeTo: '2026-08-31',
      isActive: false,
      data: { storyFocus: 'The quarry' },
    };
    const pulse = await makeWeek(harry, 'evora', week);
    expect(pulse).toMatchObject(week);
    const slot = {
      sessionStackId: made.id,
      weekday: 6,
      startTimeLocal: '09:30',
      defaultDurationMin: 120,
      capacityMin: 2,
      capacityMax: 6,
      sortOrder: 3,
      data: { energyLevel: 2 },
    };
    const place = await makeSlot(harry, pulse.id, made.id, slot);
    expect(place).toMatchObject({ ...slot, agendaWeekId: pulse.id });
    for (const [path, body] of [
      [`/api/cities/evora`, city],
      [`/api/session-stacks/${made.id}`, stack],
      [`/api/session-paths/${way.id}`, { stackIds: [made.id, made.id] }],
      [`/api/agenda/weeks/${pulse.id}`, week],
      [`/api/agenda/weeks/${pulse.id}/slots/${place.id}`, slot],
    ] as const)
      expect((await harry.get(path)).body, path).toMatchObject(body);
  });

  test('changes what somebody else has not changed in between', async () => {
    const { slug } = await makeCity(harry, { name: 'Porto' });
    const first = await harry.patch(`/api/cities/${slug}`, { summary: 'Wine' }, { 'if-match': '1' });
    expect(first.body).toMatchObject({ summary: 'Wine', version: 2 });
    const late = await harry.patch(`/api/cities/${slug}`, { summary: 'Fog' }, { 'if-match': '1' });
    expect([late.status, late.body.code]).toEqual([409, 'stale-version']);
    const same = await harry.patch(`/api/cities/${slug}`, { summary: 'Wine' });
    expect(same.body.version).toBe(2);
  });

  test('makes one thing by repeating one call', async () => {
    const key = { 'idempotency-key': 'faro' };
    const body = { name: 'Faro', timezone: 'Europe/Lisbon' };
    const [one, two] = [
      await harry.post('/api/cities', body, key),
      await harry.post('/api/cities', body, key),
    ];
    expect([one.status, two.status, two.body.id]).toEqual([201, 201, one.body.id]);
  });
});

describe('refused', () => {
  test('a second one of the same slug, by its name; without a slug there is room beside it', async () => {
    const body = { name: 'Braga', timezone: 'Europe/Lisbon', slug: 'braga' };
    await makeCity(ada, body);
    const again = await ada.post('/api/cities', body);
    expect([again.status, again.body.code, paths(again)]).toEqual([409, 'duplicate', ['slug']]);
    expect((await ada.post('/api/cities', { ...body, slug: undefined })).body.slug).toBe('braga-2');
    const other = await makeCity(ada, { name: 'Guarda' });
    const onto = await ada.patch(`/api/cities/${other.slug}`, { slug: 'braga' });
    expect([onto.status, paths(onto)]).toEqual([409, ['slug']]);
  });

  test('what points to nothing, and what does not fit together with what is stored', async () => {
    const nothing = 'f'.repeat(24);
    const { stack, week, slot } = await makeAgenda(ada, 'refused');
    const answers = [
      await ada.post('/api/agenda/weeks', { citySlug: 'atlantis', title: 'Deep' }),
      await ada.post('/api/session-paths', { title: 'On', stackIds: [stack.id, nothing] }),
      await ada.patch(`/api/agenda/weeks/${week.id}/slots/${slot.id}`, { sessionStackId: nothing }),
      await ada.patch(`/api/session-stacks/${stack.id}`, { capacityMax: 3 }),
      await ada.patch(`/api/agenda/weeks/${week.id}`, { activeFrom: '2026-02-01', activeTo: '2026-01-01' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422, 422, 422]);
    expect(answers.map(paths)).toEqual([
      ['citySlug'],
      ['stackIds.1'],
      ['sessionStackId'],
      ['capacityMin'],
      ['activeTo'],
    ]);
  });

  test('to delete or rename what is used, saying by what', async () => {
    const { city, stack, week, slot } = await makeAgenda(ada, 'used');
    const gone = [
      await ada.delete(`/api/cities/${city.slug}`),
      await ada.patch(`/api/cities/${city.slug}`, { slug: 'other' }),
      await ada.delete(`/api/session-stacks/${stack.id}`),
      await ada.delete(`/api/agenda/weeks/${week.id}`),
    ];
    expect(gone.map(({ status, body }) => [status, body.code, body.usedBy])).toEqual([
      [409, 'conflict', { 'agenda week': 1, session: 5 }],
      [409, 'conflict', { 'agenda week': 1, session: 5 }],
      [409, 'conflict', { slot: 1, session: 5 }],
      [409, 'conflict', { session: 5 }],
    ]);
    expect(gone[0]?.body.detail).toBe('This city is still used by 1 agenda week, 5 sessions.');
    expect((await ada.delete(`/api/agenda/weeks/${week.id}/slots/${slot.id}`)).status).toBe(204);
    expect((await ada.get(`/api/agenda/weeks/${week.id}/slots/${slot.id}`)).status).toBe(404);
  });

  test('nothing is left of what nobody uses', async () => {
    const city = await makeCity(ada, { name: 'Sines' });
    const stack = await makeStack(ada);
    const path = await makePath(ada, [stack.id]);
    const week = await makeWeek(ada, city.slug);
    await makeSlot(ada, week.id, stack.id);
    for (const address of [
      `agenda/weeks/${week.id}`,
      `session-paths/${path.id}`,
      `session-stacks/${stack.id}`,
      `cities/${city.slug}`,
    ]) {
      expect((await ada.delete(`/api/${address}`)).status, address).toBe(204);
      expect((await ada.get(`/api/${address}`)).status, address).toBe(404);
    }
  });
});

describe('somebody passing by', () => {
  test('reads the pulse of a city, and not what it costs or who is paid', async () => {
    const data = {
      storyFocus: 'Salt',
      guidePrimaryId: 'rosa',
      affiliateStops: [{ name: 'Café', perSeatMinor: 50 }],
    };
    const { stack, week, slot, sessions } = await makeAgenda(ada, 'open', {
      data: {
        ...data,
        partners: [{ name: 'Salt works', role: 'place', terms: '12 %' }],
        overlays: [{ kind: 'other', source: 'Café' }],
      },
    });
    await ada.patch(`/api/agenda/weeks/${week.id}`, { data });
    const stranger = app.stranger();
    const guest = async (path: string) => (await stranger.get(`/api/${path}`)).body;
    expect(await guest('cities/open')).toMatchObject({ currency: 'EUR' });
    expect((await guest(`agenda/weeks/${week.id}`)).data).toEqual({ storyFocus: 'Salt' });
    expect((await guest(`agenda/weeks/${week.id}/slots`)).items).toHaveLength(1);
    const seen = await guest(`instances/${sessions[0]?.id}`);
    expect(seen).toMatchObject({
      title: 'Harbour walk',
      priceMinor: 2500,
      costMin: null,
      variableCostMinor: null,
      overlays: [],
    });
    expect(seen.data).toEqual({
      seasonMode: 'summer',
      rhythmTag: 'weekday-evening',
      storyFocus: 'Salt',
      partners: [{ name: 'Salt works', role: 'place' }],
    });
    expect((await guest('instances?city=open')).items[0]).toEqual(seen);
    const known = (await ada.get('/api/instances?city=open')).body.items[0];
    expect(known).toMatchObject({ costMin: 9000, variableCostMinor: 400, overlays: [{ source: 'Café' }] });
    expect(known.data.guidePrimaryId).toBe('rosa');
    await ada.patch(`/api/agenda/weeks/${week.id}`, { isActive: false });
    for (const path of [`agenda/weeks/${week.id}`, `agenda/weeks/${week.id}/slots/${slot.id}`])
      expect((await stranger.get(`/api/${path}`)).status, path).toBe(404);
    expect((await guest('agenda/weeks?city=open')).items).toEqual([]);
    expect((await stranger.get(`/api/session-stacks/${stack.id}`)).status).toBe(401);
  });

  test('finds sessions by city, dates, status and room, page by page', async () => {
    const { sessions } = await makeAgenda(ada, 'find', {}, { capacityMax: 8 });
    await ada.post(`/api/instances/${sessions[1]?.id}/cancel`);
    const find = async (query: string) => {
      const answer = await app.stranger().get(`/api/instances?city=find&${query}`);
      expect(answer.status, JSON.stringify(answer.body)).toBe(200);
      return {
        dates: answer.body.items.map(({ date }: { date: string }) => date.slice(8)),
        next: answer.body.nextCursor,
      };
    };
    expect((await find('')).dates).toEqual(['01', '08', '15', '22', '29']);
    expect((await find('from=2026-06-08&to=2026-06-22')).dates).toEqual(['08', '15', '22']);
    expect((await find('status=cancelled')).dates).toEqual(['08']);
    expect((await find('minSeats=8')).dates).toHaveLength(5);
    expect((await find('minSeats=9')).dates).toEqual([]);
    const first = await find('minSeats=2&limit=3');
    expect((await find(`minSeats=2&limit=3&cursor=${first.next}`)).dates).toEqual(['22', '29']);
    expect((await app.stranger().get('/api/instances?from=2026-06-02&to=2026-06-01')).status).toBe(400);
  });
});
