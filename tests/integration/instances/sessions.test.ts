import { ManualClock } from '@ensemble/shared';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';
import { makeEvening, makeSession } from '../../support/evening.ts';
import type { Answer, Person } from '../../support/person.ts';

let app: TestApp;
let ada: Person;
const clock = new ManualClock(Date.parse('2026-03-01T12:00:00Z'));
beforeAll(async () => {
  app = await startApp({ clock });
  ada = await app.signUp('Ada');
});
afterAll(() => app.close());

const paths = (answer: Answer): string[] =>
  (answer.body.errors ?? []).map(({ path }: { path: string }) => path).sort();

/** Every field of the source document, none at its default. */
const FULL = {
  name: 'Mueller Monday Night Session',
  path: 'austin/mueller',
  locationName: 'Mueller Hall',
  locationStreet: '4550 Mueller Blvd',
  locationWebsite: 'https://mueller.example/session',
  locationPhone: '+1 512 555 0100',
  city: 'Austin',
  state: 'Texas',
  country: 'USA',
  timezone: 'America/Chicago',
  recurrence: {
    type: 'monthly',
    interval: 2,
    daysOfWeek: [2, 4],
    setPositions: [1, -1],
    startDate: '2026-01-01',
    until: '2027-12-31',
    weekStart: 0,
    startTime: '19:30',
    endTime: '22:30',
  },
  defaultStartTime: '19:00',
  defaultEndTime: '22:00',
  sessionType: 'class',
  activeBufferMinutesBefore: 15,
  activeBufferMinutesAfter: 45,
  autoCreateInstances: false,
  autoCreateHoursAhead: 168,
  publicLog: true,
};

describe('a session', () => {
  test('keeps every field of the source document', async () => {
    const made = await ada.post('/api/sessions', FULL);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject(FULL);
    expect(made.body).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      version: 1,
      myRole: 'organiser',
    });
    expect((await ada.get(`/api/sessions/${made.body.id}`)).body).toEqual(made.body);
    expect((await ada.get('/api/sessions/by-path/austin/mueller')).body).toEqual(made.body);
  });

  test("has the document's defaults", async () => {
    const made = await ada.post('/api/sessions', { name: 'Plain' });
    expect(made.body).toMatchObject({
      path: 'plain',
      timezone: 'UTC',
      sessionType: 'regular',
      activeBufferMinutesBefore: 60,
      activeBufferMinutesAfter: 60,
      autoCreateInstances: false,
      autoCreateHoursAhead: 24,
      publicLog: false,
      recurrence: null,
      locationName: null,
    });
  });

  test('a change leaves the other fields', async () => {
    const made = (await ada.post('/api/sessions', { ...FULL, path: 'austin/patched' })).body;
    for (const [field, value] of Object.entries({
      city: 'Dallas',
      publicLog: false,
      recurrence: null,
      locationPhone: '',
    })) {
      const before = (await ada.get(`/api/sessions/${made.id}`)).body;
      const after = (await ada.patch(`/api/sessions/${made.id}`, { [field]: value })).body;
      const { schedule: _words, updatedAt: _at, version, ...rest } = after;
      const { schedule: _before, updatedAt: _then, version: old, ...kept } = before;
      expect(rest).toEqual({ ...kept, [field]: value === '' ? null : value });
      expect(version).toBe(old + 1);
    }
  });

  test.each([
    'Upper/Case',
    '/leading',
    'trailing/',
    'a//b',
    'späce',
    'two words',
    'a/b/c/d/e',
    'new',
    '-x',
    'x'.repeat(121),
    '',
  ])('refuses the path %j', async (path) => {
    const answer = await ada.post('/api/sessions', { name: 'P', path });
    expect(answer.status).toBe(422);
    expect(paths(answer)).toEqual(['path']);
  });

  test('two cannot have one path: the second is told, and leaves nothing behind', async () => {
    await makeSession(ada, { path: 'taken/path' });
    const other = await makeSession(ada, { path: 'other/path' });
    const count = async () => (await ada.get('/api/me')).body.memberships.length;
    const before = await count();
    const again = await ada.post('/api/sessions', { name: 'Again', path: 'taken/path' });
    expect(again.status).toBe(409);
    expect(again.body.code).toBe('duplicate');
    expect(paths(again)).toEqual(['path']);
    expect(await count()).toBe(before);
    expect((await ada.patch(`/api/sessions/${other.id}`, { path: 'taken/path' })).status).toBe(409);
    const race = await Promise.all(
      Array.from({ length: 5 }, () => ada.post('/api/sessions', { name: 'R', path: 'race/path' })),
    );
    expect(race.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
  });

  test('a path not given is made of city and name, numbered where taken', async () => {
    const made = [];
    for (let i = 0; i < 3; i++)
      made.push((await ada.post('/api/sessions', { name: "O'Brien’s Céilí", city: 'Ennis' })).body.path);
    expect(made).toEqual(['ennis/obriens-ceili', 'ennis/obriens-ceili-2', 'ennis/obriens-ceili-3']);
  });

  test.each([
    [{ type: 'weekly', daysOfWeek: [7] }, ['recurrence.daysOfWeek.0']],
    [{ type: 'weekly', daysOfWeek: [1, 1] }, ['recurrence.daysOfWeek.1']],
    [{ type: 'weekly', interval: 2, daysOfWeek: [1] }, ['recurrence.startDate']],
    [{ type: 'weekly', daysOfWeek: [1], setPositions: [1] }, ['recurrence.setPositions']],
    [{ type: 'weekly' }, ['recurrence.daysOfWeek']],
    [{ type: 'monthly', daysOfWeek: [2], setPositions: [0] }, ['recurrence.setPositions.0']],
    [{ type: 'one_time' }, ['recurrence.date']],
    [{ type: 'one_time', date: '2025-02-30' }, ['recurrence.date']],
    [{ type: 'weekly', daysOfWeek: [1], startDate: '2026-02-01', until: '2026-01-01' }, ['recurrence.until']],
    [{ type: 'daily' }, ['recurrence.type']],
    [{ type: 'weekly', daysOfWeek: [1], bogus: 1 }, ['recurrence.bogus']],
    ['weekly', ['recurrence']],
  ])('a recurrence that means nothing names its fields: %j', async (recurrence, expected) => {
    const answer = await ada.post('/api/sessions', { name: 'R', recurrence });
    expect(answer.status).toBe(422);
    expect(paths(answer)).toEqual(expected);
  });
});

describe('occurrences', () => {
  let made = 0;
  const startsOf = async (fields: object, from: string, to: string) => {
    const session = await makeSession(ada, {
      path: `occ/${++made}`,
      ...fields,
    });
    const { items } = (await ada.get(`/api/sessions/${session.id}/occurrences?from=${from}&to=${to}`)).body;
    return items as {
      date: string;
      startTime: string;
      startsAt: string;
      endsAt: string;
      adjust: string | null;
    }[];
  };

  test("cross the change of clocks in the session's own zone", async () => {
    const recurrence = { type: 'weekly', daysOfWeek: [1] };
    const austin = {
      timezone: 'America/Chicago',
      recurrence,
      defaultStartTime: '19:00',
      defaultEndTime: '22:00',
    };
    const found = await startsOf(austin, '2026-03-02', '2026-03-09');
    expect(found.map(({ startsAt }) => startsAt)).toEqual([
      '2026-03-03T01:00:00.000Z',
      '2026-03-10T00:00:00.000Z',
    ]);
    expect(found.every(({ startTime }) => startTime === '19:00')).toBe(true);
  });

  test('in a gap move forward by it, in an overlap take the first', async () => {
    const at = (startTime: string) => ({
      timezone: 'Europe/Dublin',
      recurrence: { type: 'weekly', daysOfWeek: [0], startTime, endTime: '05:00' },
    });
    const [gap] = await startsOf(at('01:30'), '2026-03-29', '2026-03-29');
    expect(gap).toMatchObject({ startsAt: '2026-03-29T01:30:00.000Z', adjust: 'gap' });
    const [overlap] = await startsOf(at('01:30'), '2026-10-25', '2026-10-25');
    expect(overlap).toMatchObject({ startsAt: '2026-10-25T00:30:00.000Z', adjust: 'overlap' });
  });

  test('first and third Tuesday', async () => {
    const recurrence = { type: 'monthly', daysOfWeek: [2], setPositions: [1, 3] };
    const found = await startsOf({ recurrence }, '2026-06-01', '2026-07-31');
    expect(found.map(({ date }) => date)).toEqual(['2026-06-02', '2026-06-16', '2026-07-07', '2026-07-21']);
  });

  test('a window that is none is a bad request', async () => {
    const session = await makeSession(ada, {
      path: 'occ/window',
      recurrence: { type: 'weekly', daysOfWeek: [2] },
    });
    const ask = (query: string) => ada.get(`/api/sessions/${session.id}/occurrences?${query}`);
    const turned = await ask('from=2026-06-02&to=2026-06-01');
    expect(turned.status).toBe(400);
    expect(paths(turned)).toEqual(['to']);
    expect((await ask('from=2000-01-01&to=2030-01-01')).status).toBe(400);
    expect((await ask('from=2026-02-30')).status).toBe(400);
  });
});

describe('evenings', () => {
  const evening = async (fields: object, session: object = {}) => {
    const made = await makeSession(ada, { path: `ev/${Math.random().toString(36).slice(2)}`, ...session });
    return { session: made, night: await makeEvening(ada, made.id, fields as never) };
  };

  test('take their times from the session, or bring their own, past midnight too', async () => {
    const { night } = await evening({ date: '2026-06-02' });
    expect(night).toMatchObject({
      startTime: '20:00',
      endTime: '23:00',
      timezone: 'Europe/Dublin',
      startsAt: '2026-06-02T19:00:00.000Z',
      endsAt: '2026-06-02T22:00:00.000Z',
      activeFrom: '2026-06-02T18:00:00.000Z',
      activeUntil: '2026-06-02T23:00:00.000Z',
      status: 'scheduled',
      isActive: false,
      isCancelled: false,
    });
    const late = await evening({
      date: '2026-06-02',
      startTime: '22:00',
      endTime: '02:00',
      comments: 'Late',
      locationOverride: 'Upstairs',
    });
    expect(late.night).toMatchObject({
      date: '2026-06-02',
      endsAt: '2026-06-03T01:00:00.000Z',
      comments: 'Late',
      locationOverride: 'Upstairs',
      venue: 'Upstairs',
    });
  });

  test('without any start time the field is named', async () => {
    const session = await makeSession(ada, {
      path: 'ev/timeless',
      defaultStartTime: null,
      defaultEndTime: null,
    });
    const answer = await ada.post(`/api/sessions/${session.id}/instances`, { date: '2026-06-02' });
    expect(answer.status).toBe(422);
    expect(paths(answer)).toEqual(['startTime']);
  });

  test('one date and start, one evening', async () => {
    const { session, night } = await evening({ date: '2026-06-02' });
    const again = () => ada.post(`/api/sessions/${session.id}/instances`, { date: '2026-06-02' });
    expect((await again()).body).toMatchObject({
      status: 409,
      code: 'duplicate',
      errors: [{ path: 'date' }],
    });
    const other = await makeEvening(ada, session.id, { date: '2026-06-03' });
    const onto = await ada.patch(`/api/instances/${other.id}`, { date: '2026-06-02' });
    expect(onto.body).toMatchObject({ status: 409, code: 'duplicate' });
    expect((await ada.get(`/api/instances/${other.id}`)).body).toEqual(other);
    const race = await Promise.all(
      Array.from({ length: 5 }, () =>
        ada.post(`/api/sessions/${session.id}/instances`, { date: '2026-06-09' }),
      ),
    );
    expect(race.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
    expect((await ada.patch(`/api/instances/${night.id}`, { date: '2026-06-04' })).body).toMatchObject({
      startsAt: '2026-06-04T19:00:00.000Z',
    });
  });

  test('are cancelled and reinstated, visibly, and safely twice', async () => {
    const { night } = await evening({ date: '2026-06-02' });
    const path = `/api/instances/${night.id}`;
    const cancelled = (await ada.post(`${path}/cancel`)).body;
    expect(cancelled).toMatchObject({ status: 'cancelled', isCancelled: true, isActive: false });
    expect((await ada.post(`${path}/cancel`)).body).toEqual(cancelled);
    expect((await ada.patch(path, { date: '2026-06-03' })).body).toMatchObject({ status: 'cancelled' });
    expect((await ada.post(`${path}/reinstate`)).body).toMatchObject({
      status: 'scheduled',
      isCancelled: false,
    });
    expect((await ada.post(`${path}/cancel`, {}, { 'if-match': '1' })).status).toBe(409);
  });

  test('seats: the least must not be above the most', async () => {
    const { night } = await evening({ date: '2026-06-02' });
    const answer = await ada.patch(`/api/instances/${night.id}`, { capacityMin: 10, capacityMax: 5 });
    expect(answer.status).toBe(422);
    expect(paths(answer)).toEqual(['capacityMin']);
  });

  test('follow the session: zone, buffers, name and place, where nobody said otherwise and they are not over', async () => {
    const { session, night } = await evening({ date: '2026-06-02' });
    const own = await makeEvening(ada, session.id, { date: '2026-06-09' });
    await ada.patch(`/api/instances/${own.id}`, { title: 'Solstice special' });
    const past = await makeEvening(ada, session.id, { date: '2026-02-10' });
    await ada.patch(`/api/sessions/${session.id}`, {
      name: 'Moved to Lisbon by mistake',
      timezone: 'America/New_York',
      locationName: 'The Bar',
      activeBufferMinutesBefore: 0,
      activeBufferMinutesAfter: 30,
    });
    const read = async ({ id }: { id: string }) => (await ada.get(`/api/instances/${id}`)).body;
    expect(await read(night)).toMatchObject({
      title: 'Moved to Lisbon by mistake',
      venue: 'The Bar',
      timezone: 'America/New_York',
      date: '2026-06-02',
      startTime: '20:00',
      startsAt: '2026-06-03T00:00:00.000Z',
      activeFrom: '2026-06-03T00:00:00.000Z',
      activeUntil: '2026-06-03T03:30:00.000Z',
    });
    expect(await read(own)).toMatchObject({ title: 'Solstice special', timezone: 'America/New_York' });
    expect(await read(past)).toEqual(past);
  });
});

test('where an evening was moved away from, a new one can be made by hand, and the generator leaves it at that', async () => {
  const session = await makeSession(ada, { defaultStartTime: '20:00', timezone: 'UTC' });
  const path = `/api/sessions/${session.id}/instances`;
  const first = await ada.post(path, { date: '2026-05-05' });
  await ada.patch(`/api/instances/${first.body.id}`, { date: '2026-05-06' });
  const second = await ada.post(path, { date: '2026-05-05' });
  expect(second.status).toBe(201);
  expect(second.body.id).not.toBe(first.body.id);
  expect((await ada.post(path, { date: '2026-05-05' })).body.code).toBe('duplicate');
  expect((await ada.post(path, { date: '2026-05-06' })).body.code).toBe('duplicate');
  await ada.patch(`/api/instances/${second.body.id}`, { date: '2026-05-07' });
  expect((await ada.post(path, { date: '2026-05-05' })).status).toBe(201);
  const back = await ada.patch(`/api/instances/${second.body.id}`, { date: '2026-05-05' });
  expect(back.body.code).toBe('duplicate');
});
