import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeAgenda, makeCity, makePath, makeStack } from '../../support/agenda.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { makeEvening, makeSession } from '../../support/evening.ts';
import type { Person } from '../../support/person.ts';

let app: TestApp;
let ada: Person;
let paul: Person;
beforeAll(async () => {
  app = await startApp();
  ada = await app.signUp('Ada');
  paul = await app.signUp('Paul');
});
afterAll(() => app.close());

const write = (who: Person, kind: string, id: string, fields = {}) =>
  who.post('/api/documents', { subject: { kind, id }, title: 'Where to meet', ...fields });
const titles = async (who: Person, query = '') =>
  (await who.get(`/api/documents?${query}`)).body.items.map(({ title }: { title: string }) => title);

describe('a host', () => {
  test('writes on a city, a stack, a path and a session, and everybody reads what is public', async () => {
    const { city, stack, sessions } = await makeAgenda(ada, 'noted');
    const way = await makePath(ada, [stack.id]);
    const subjects = { city: city.id, stack: stack.id, path: way.id, instance: sessions[0]?.id ?? '' };
    for (const [kind, id] of Object.entries(subjects)) {
      const body = '# By the *fountain*\n\n<script>alert(1)</script>';
      const open = await write(ada, kind, id, { title: 'Open', body, isPublic: true });
      expect([open.status, open.body]).toMatchObject([
        201,
        { subject: { kind, id }, title: 'Open', body, isPublic: true, version: 1 },
      ]);
      const closed = await write(ada, kind, id, { title: 'Among us' });
      expect(closed.body).toMatchObject({ body: '', isPublic: false });
      const query = `kind=${kind}&id=${id}`;
      expect(await titles(ada, query)).toEqual(['Among us', 'Open']);
      expect(await titles(paul, query)).toEqual(['Open']);
      expect(await titles(app.stranger(), query)).toEqual(['Open']);
      expect((await app.stranger().get(`/api/documents/${open.body.id}`)).body).toEqual(open.body);
      expect((await paul.get(`/api/documents/${closed.body.id}`)).status).toBe(404);
      expect((await paul.patch(`/api/documents/${open.body.id}`, { title: 'Mine' })).status).toBe(403);
      expect((await paul.patch(`/api/documents/${closed.body.id}`, { title: 'Mine' })).status).toBe(404);
      expect((await app.stranger().delete(`/api/documents/${open.body.id}`)).status).toBe(401);
    }
    expect(await titles(app.stranger(), 'kind=stack')).toEqual(['Open']);
  });

  test('changes what nobody changed in between, publishes it and throws it away', async () => {
    const { id } = await makeCity(ada, { name: 'Aveiro' });
    const made = (await write(ada, 'city', id)).body;
    const path = `/api/documents/${made.id}`;
    const changed = await ada.patch(path, { body: 'By the canal', isPublic: true }, { 'if-match': '1' });
    expect(changed.body).toMatchObject({ title: 'Where to meet', body: 'By the canal', version: 2 });
    const late = await ada.patch(path, { body: 'Elsewhere' }, { 'if-match': '1' });
    expect([late.status, late.body.code]).toEqual([409, 'stale-version']);
    expect((await ada.delete(path)).status).toBe(204);
    expect((await ada.get(path)).status).toBe(404);
  });

  test('is told what a note needs', async () => {
    const nothing = 'f'.repeat(24);
    for (const kind of ['city', 'stack', 'path', 'instance']) {
      const answer = await write(ada, kind, nothing);
      expect([answer.status, answer.body.errors[0].path], kind).toEqual([422, 'subject.id']);
    }
    const { id } = await makeCity(ada, { name: 'Viseu' });
    expect((await write(ada, 'city', id, { title: ' ' })).body.errors[0].path).toBe('title');
    expect((await write(ada, 'city', id, { body: 'x'.repeat(100_001) })).body.errors[0].path).toBe('body');
    expect((await write(ada, 'moon', id)).body.errors[0].path).toBe('subject.kind');
    expect((await ada.get('/api/documents?kind=moon')).status).toBe(400);
  });

  test('makes one by repeating one call, and reads a long list page by page', async () => {
    const { id } = await makeCity(ada, { name: 'Tavira' });
    const body = { subject: { kind: 'city', id }, title: 'Twice' };
    const key = { 'idempotency-key': 'one-note' };
    const [one, two] = [
      await ada.post('/api/documents', body, key),
      await ada.post('/api/documents', body, key),
    ];
    expect([one.status, two.status, two.body.id]).toEqual([201, 201, one.body.id]);
    for (const title of ['A', 'B', 'C']) await write(ada, 'city', id, { title });
    const query = `/api/documents?kind=city&id=${id}&limit=3`;
    const first = (await ada.get(query)).body;
    const rest = (await ada.get(`${query}&cursor=${first.nextCursor}`)).body;
    const all = [...first.items, ...rest.items].map(({ title }) => title);
    expect([all, rest.nextCursor]).toEqual([['A', 'B', 'C', 'Twice'], null]);
  });

  test('takes the notes along with what they were about', async () => {
    const city = await makeCity(ada, { name: 'Lagos' });
    const stack = await makeStack(ada, { title: 'Caves' });
    const notes = [
      (await write(ada, 'city', city.id, { isPublic: true })).body.id,
      (await write(ada, 'stack', stack.id, { isPublic: true })).body.id,
    ];
    await ada.delete(`/api/cities/${city.slug}`);
    await ada.delete(`/api/session-stacks/${stack.id}`);
    for (const id of notes) expect((await ada.get(`/api/documents/${id}`)).status).toBe(404);
  });
});

test('whoever may keep the log of an evening writes on it; what is public stays among those who see it', async () => {
  const session = await makeSession(paul, { path: 'noted/evenings' });
  const evening = await makeEvening(paul, session.id);
  const open = await write(paul, 'instance', evening.id, { title: 'Chairs', isPublic: true });
  expect(open.status).toBe(201);
  const vera = await app.signUp('Vera');
  expect((await write(vera, 'instance', evening.id)).status).toBe(422);
  expect((await vera.get(`/api/documents/${open.body.id}`)).status).toBe(404);
  expect(await titles(vera, 'kind=instance')).not.toContain('Chairs');
  await paul.patch(`/api/sessions/${session.id}`, { publicLog: true });
  expect(await titles(vera, `kind=instance&id=${evening.id}`)).toEqual(['Chairs']);
  expect((await write(vera, 'instance', evening.id)).status).toBe(403);
});

test('a guide writes on the session they lead, and on no other', async () => {
  const { city, sessions } = await makeAgenda(ada, 'guided');
  const [led, other] = sessions.map(({ id }) => id);
  const rosa = await app.signUp('Rosa');
  await ada.patch(`/api/instances/${led}`, { data: { guidePrimaryId: rosa.userId } });
  const note = await write(rosa, 'instance', led ?? '', { title: 'Who needs a chair' });
  expect([note.status, note.body.isPublic]).toEqual([201, false]);
  expect(await titles(rosa, `kind=instance&id=${led}`)).toEqual(['Who needs a chair']);
  expect(await titles(paul, `kind=instance&id=${led}`)).toEqual([]);
  expect((await rosa.patch(`/api/documents/${note.body.id}`, { isPublic: true })).status).toBe(200);
  expect((await write(rosa, 'instance', other ?? '')).status).toBe(403);
  expect((await write(rosa, 'city', city.id)).status).toBe(403);
});

test('nobody else writes', async () => {
  const { city, sessions } = await makeAgenda(ada, 'quiet');
  expect((await write(paul, 'city', city.id)).status).toBe(403);
  expect((await write(paul, 'city', 'f'.repeat(24))).status).toBe(403);
  expect((await write(paul, 'instance', sessions[0]?.id ?? '')).status).toBe(403);
  expect((await write(app.stranger(), 'city', city.id)).status).toBe(401);
});
