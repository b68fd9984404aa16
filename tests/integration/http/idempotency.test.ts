import { ManualClock } from '@ensemble/shared';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';
import { logTunes, makeEvening, makeSession, tunesOf } from '../../support/evening.ts';
import type { Person } from '../../support/person.ts';

let app: TestApp;
let ada: Person;
let bob: Person;
const clock = new ManualClock(Date.parse('2026-06-01T12:00:00Z'));
beforeAll(async () => {
  app = await startApp({ clock });
  [ada, bob] = [await app.signUp('Ada'), await app.signUp('Bob')];
});
afterAll(() => app.close());

const create = (who: Person, key: string, body: unknown) =>
  who.post('/api/sessions', body, { 'idempotency-key': key });

test('a repeat gets the first answer, whatever its body says', async () => {
  const first = await create(ada, 'k1', { name: 'Once', path: 'idem/once' });
  expect(first.status).toBe(201);
  for (const body of [{ name: 'Once', path: 'idem/once' }, { name: 'Other' }, { bogus: true }, '{"broken']) {
    const again = await create(ada, 'k1', body);
    expect(again.status).toBe(201);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  }
});

test('refusals are kept too', async () => {
  const refused = await create(ada, 'k2', { name: '' });
  expect(refused.status).toBe(422);
  const again = await create(ada, 'k2', { name: 'Better now' });
  expect(again.status).toBe(422);
  expect(again.headers.get('content-type')).toContain('application/problem+json');
  expect(again.body).toEqual(refused.body);
  await create(ada, 'k3a', { name: 'Taken', path: 'idem/taken' });
  const conflict = await create(ada, 'k3', { name: 'Taken', path: 'idem/taken' });
  expect(conflict.body).toMatchObject({ code: 'duplicate', errors: [{ path: 'path' }] });
  expect((await create(ada, 'k3', { name: 'Free', path: 'idem/free' })).status).toBe(409);
});

test('twenty at once run once', async () => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => create(ada, 'k4', { name: 'Twenty at once' })),
  );
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  expect(answers.every(({ status }) => status === 201)).toBe(true);
  const { items } = (await ada.get('/api/sessions?q=twenty')).body;
  expect(items).toHaveLength(1);
});

test("another user's same key, and another route's, are their own", async () => {
  const mine = await create(ada, 'k5', { name: 'Mine' });
  const theirs = await create(bob, 'k5', { name: 'Theirs' });
  expect(theirs.body.name).toBe('Theirs');
  expect(theirs.body.id).not.toBe(mine.body.id);
  const evening = await ada.post(
    `/api/sessions/${mine.body.id}/instances`,
    { date: '2026-06-02', startTime: '20:00' },
    { 'idempotency-key': 'k5' },
  );
  expect(evening.status).toBe(201);
});

test('tunes sent twice by a phone with a bad signal are logged once', async () => {
  const session = await makeSession(ada, { path: 'idem/tunes' });
  const evening = await makeEvening(ada, session.id);
  await logTunes(ada, evening.id, ['The Kesh']);
  const send = () =>
    ada.post(
      `/api/instances/${evening.id}/tunes`,
      { items: [{ name: 'Morrisons' }, { name: 'The Rambling Pitchfork' }] },
      { 'idempotency-key': 'k6' },
    );
  const [first, second] = await Promise.all([send(), send()]);
  expect(first.body).toEqual(second.body);
  expect((await tunesOf(ada, evening.id)).map(({ name }) => name)).toEqual([
    'The Kesh',
    'Morrisons',
    'The Rambling Pitchfork',
  ]);
});

test('a call whose server died is run again half a minute later, and makes the same thing', async () => {
  const made = (await create(ada, 'k7', { name: 'Died after making it' })).body;
  const keys = (await app.db()).collection<{ _id: string }>('idempotency_keys');
  // The answer never came to be stored.
  await keys.updateMany({ 'answer.body': { $regex: made.id } }, { $unset: { answer: 1 } });
  clock.advance(31_000);
  const again = await create(ada, 'k7', { name: 'Died after making it' });
  expect(again.status).toBe(201);
  expect(again.body.id).toBe(made.id);
  expect((await ada.get('/api/sessions?q=died')).body.items).toHaveLength(1);
});

test('who waits for a call whose server died takes its place as soon as that is sure', async () => {
  const made = (await create(ada, 'k9', { name: 'Died while another waited' })).body;
  const keys = (await app.db()).collection<{ _id: string }>('idempotency_keys');
  const startedAt = new Date(clock.now() - 29_000);
  await keys.updateMany(
    { 'answer.body': { $regex: made.id } },
    { $set: { startedAt }, $unset: { answer: 1 } },
  );
  const waits = create(ada, 'k9', { name: 'Died while another waited' });
  await new Promise((resolve) => setTimeout(resolve, 200));
  clock.advance(2000);
  expect((await waits).body.id).toBe(made.id);
});

test('a failure on our side is not kept', async () => {
  const db = await app.db();
  const session = await makeSession(ada, { path: 'idem/fails' });
  // A session that cannot be read breaks the call on our side.
  await db
    .collection<{ path: string }>('sessions')
    .updateOne({ path: session.path }, { $set: { timezone: 'No/Where' } });
  const send = () =>
    ada.post(`/api/sessions/${session.id}/instances`, { date: '2026-06-02' }, { 'idempotency-key': 'k8' });
  const broken = await send();
  expect(broken.status).toBe(500);
  expect(broken.body).toMatchObject({ code: 'internal', status: 500 });
  await db
    .collection<{ path: string }>('sessions')
    .updateOne({ path: session.path }, { $set: { timezone: 'UTC' } });
  expect((await send()).status).toBe(201);
});
