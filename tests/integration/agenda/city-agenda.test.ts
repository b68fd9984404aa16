import { ManualClock } from '@ensemble/shared';
import type { CityAgendaItem } from '@ensemble/shared/agenda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeAgenda, makeCity } from '../../support/agenda.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import type { Person } from '../../support/person.ts';

let app: TestApp;
let ada: Person;
// Already 9 June in Tokyo, still 8 June in Lisbon.
const clock = new ManualClock(Date.parse('2026-06-08T20:00:00Z'));
beforeAll(async () => {
  app = await startApp({ clock });
  ada = await app.signUp('Ada');
});
afterAll(() => app.close());

const days = (items: CityAgendaItem[]): string[] => items.map(({ instance }) => instance.date.slice(8));

describe('what is on in a city', () => {
  test('comes to everybody with its seats, earliest first, from the city’s own today on', async () => {
    const { city, sessions } = await makeAgenda(ada, 'pulse');
    const booking = { kind: 'fit', seats: 3, partyName: 'Rosa' };
    await ada.post(`/api/instances/${sessions[2]?.id}/reservations`, booking);
    await ada.post(`/api/instances/${sessions[3]?.id}/cancel`);
    const { status, body } = await app.stranger().get('/api/cities/pulse/agenda');
    expect([status, body.city.id, body.city.slug, body.nextCursor]).toEqual([200, city.id, 'pulse', null]);
    expect(days(body.items)).toEqual(['08', '15', '22', '29']);
    expect(body.items[1]).toMatchObject({
      instance: { title: 'Harbour walk', priceMinor: 2500, costMin: null, variableCostMinor: null },
      seats: { instanceId: sessions[2]?.id, capacityMin: 4, capacityMax: 16, taken: 3, held: 0, left: 13 },
      guide: null,
    });
    expect(body.items[2]).toMatchObject({
      instance: { isCancelled: true },
      seats: { status: 'cancelled' },
    });
    const tokyo = await makeAgenda(ada, 'far');
    await ada.patch(`/api/cities/${tokyo.city.slug}`, { timezone: 'Asia/Tokyo' });
    expect(days((await app.stranger().get('/api/cities/far/agenda')).body.items)).toEqual(['15', '22', '29']);
  });

  test('comes in a window, page by page', async () => {
    await makeAgenda(ada, 'paged');
    const ask = async (query: string) =>
      (await app.stranger().get(`/api/cities/paged/agenda?from=2026-06-01&${query}`)).body;
    expect(days((await ask('to=2026-06-15')).items)).toEqual(['01', '08', '15']);
    const first = await ask('limit=2');
    const second = await ask(`limit=2&cursor=${first.nextCursor}`);
    const third = await ask(`limit=2&cursor=${second.nextCursor}`);
    expect([first, second, third].map(({ items }) => days(items))).toEqual([
      ['01', '08'],
      ['15', '22'],
      ['29'],
    ]);
    expect(third.nextCursor).toBeNull();
    for (const query of ['from=2026-06-02&to=2026-06-01', 'cursor=x', 'to=tomorrow'])
      expect((await ada.get(`/api/cities/paged/agenda?${query}`)).status, query).toBe(400);
    expect((await ada.get('/api/cities/atlantis/agenda')).status).toBe(404);
  });

  test('names the guide and the costs to hosts alone', async () => {
    const { sessions } = await makeAgenda(ada, 'led');
    const rosa = await app.signUp('Rosa');
    const [first, second] = sessions.slice(1).map(({ id }) => id);
    await ada.patch(`/api/instances/${first}`, { data: { guidePrimaryId: rosa.userId } });
    await ada.patch(`/api/instances/${second}`, { data: { guidePrimaryId: 'nobody we know' } });
    const seen = async (who: Person) => (await who.get('/api/cities/led/agenda')).body.items.slice(0, 2);
    expect(await seen(ada)).toMatchObject([
      { guide: { id: rosa.userId, name: 'Rosa' }, instance: { costMin: 9000 } },
      { guide: null },
    ]);
    expect(await seen(rosa)).toMatchObject([{ guide: null, instance: { costMin: null } }, { guide: null }]);
    expect(JSON.stringify(await seen(rosa))).not.toContain(rosa.userId);
  });

  test('says what each session is, whether or not a path leads to it', async () => {
    const { stack } = await makeAgenda(ada, 'told', { summary: 'Along the quays, slowly.' });
    const summaries = async () => {
      const { items } = (await app.stranger().get('/api/cities/told/agenda')).body;
      return new Set((items as CityAgendaItem[]).map(({ summary }) => summary));
    };
    expect(await summaries()).toEqual(new Set(['Along the quays, slowly.']));
    await ada.patch(`/api/session-stacks/${stack.id}`, { summary: '' });
    expect(await summaries()).toEqual(new Set(['']));
  });

  test('is empty and calm where nothing is planned', async () => {
    const { slug } = await makeCity(ada, { name: 'Nowhere yet' });
    const { body } = await app.stranger().get(`/api/cities/${slug}/agenda`);
    expect(body).toMatchObject({ city: { slug }, items: [], nextCursor: null });
  });
});

test('hosts choose a guide among accounts, by part of the name', async () => {
  const dora = await app.signUp('Dora [guide] walks');
  await app.signUp('Isidora');
  const guest = app.stranger();
  await guest.post('/api/auth/sign-in/anonymous');
  const find = async (q: string) => (await ada.get(`/api/agenda/guides?q=${encodeURIComponent(q)}`)).body;
  expect((await find('dor')).items.map(({ name }: { name: string }) => name)).toEqual([
    'Dora [guide] walks',
    'Isidora',
  ]);
  expect(await find('[GUIDE')).toEqual({
    items: [{ id: dora.userId, name: 'Dora [guide] walks' }],
    nextCursor: null,
  });
  const everybody = (await ada.get('/api/agenda/guides')).body.items;
  expect(everybody.map(({ name }: { name: string }) => name)).not.toContain('Anonymous');
  const one = (await ada.get('/api/agenda/guides?limit=1')).body;
  const next = (await ada.get(`/api/agenda/guides?limit=1&cursor=${one.nextCursor}`)).body;
  expect([...one.items, ...next.items]).toEqual(everybody.slice(0, 2));
  expect((await dora.get('/api/agenda/guides')).status).toBe(403);
  expect((await app.stranger().get('/api/agenda/guides')).status).toBe(401);
});

test('a city’s calendar feed has its zone’s moments, cancellations, and the same names for the same things', async () => {
  const { city, sessions } = await makeAgenda(ada, 'feed');
  await ada.patch(`/api/cities/${city.slug}`, { name: 'Feed\r\nX-EVIL:1', country: 'Portugal' });
  const [first, second, third] = sessions.map(({ id }) => id);
  await ada.patch(`/api/instances/${first}`, { comments: 'Bring a hat', locationOverride: 'The quay, left' });
  await ada.post(`/api/instances/${second}/cancel`);
  await ada.patch(`/api/instances/${third}`, { date: '2026-06-16' });
  const read = async () => {
    const answer = await app.stranger().get('/api/cities/feed/calendar.ics');
    expect(answer.headers.get('content-type')).toContain('text/calendar');
    return (answer.body as string).replace(/\r\n[ \t]/g, '').split('\r\n');
  };
  const lines = await read();
  expect(lines.filter((line) => /^(END:VCALENDAR|X-EVIL|X-WR-)/.test(line))).toEqual([
    'X-WR-CALNAME:Feed X-EVIL:1',
    'X-WR-TIMEZONE:Europe/Lisbon',
    'END:VCALENDAR',
  ]);
  expect(lines.filter((line) => line.startsWith('DTSTART'))).toEqual(
    ['01', '08', '16', '22', '29'].map((day) => `DTSTART:202606${day}T170000Z`),
  );
  const host = new URL(app.origin).host;
  expect(lines.filter((line) => line.startsWith('UID'))).toEqual(
    sessions.map(({ id }) => `UID:${id}@${host}`),
  );
  expect(lines.filter((line) => line.startsWith('SEQUENCE'))).toEqual(
    [2, 2, 2, 1, 1].map((n) => `SEQUENCE:${n}`),
  );
  const events = lines.join('\n').split('BEGIN:VEVENT').slice(1);
  expect(events.map((event) => event.includes('STATUS:CANCELLED'))).toEqual([
    false,
    true,
    false,
    false,
    false,
  ]);
  expect(events[0]).toContain('LOCATION:The quay\\, left');
  expect(events[0]).toContain('DESCRIPTION:25.00 EUR a seat\\n\\nBring a hat');
  expect(events[3]).toContain('LOCATION:Feed X-EVIL:1\\, Portugal');
  expect(await read()).toEqual(lines);
  expect((await app.stranger().get('/api/cities/atlantis/calendar.ics')).status).toBe(404);
});
