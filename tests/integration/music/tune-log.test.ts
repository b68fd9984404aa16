import { addTunes, changeTune, moveEntry } from '@ensemble/shared/music/tune-log';
import { ObjectId } from 'bson';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';
import { CollabClient } from '../../support/collab-client.ts';
import { inviteTo, join, logTunes, makeEvening, makeSession, tunesOf } from '../../support/evening.ts';
import type { Answer, Person } from '../../support/person.ts';
import { putTunes } from '../../support/tunes.ts';

let app: TestApp;
let ada: Person;
let kesh: string;
let count = 0;
beforeAll(async () => {
  app = await startApp();
  [kesh = ''] = await putTunes(app, [
    { name: 'The Kesh', type: 'jig' },
    { name: 'Morrison’s', type: 'jig' },
  ]);
  ada = await app.signUp('Ada');
});
afterAll(() => app.close());

const session = (fields = {}) => makeSession(ada, { path: `log/${++count}`, ...fields });
const evening = async () => makeEvening(ada, (await session()).id);
const post = (id: string, body: unknown) => ada.post(`/api/instances/${id}/tunes`, body);
const names = async (id: string) => (await tunesOf(ada, id)).map(({ name }) => name);
const sets = async (id: string) =>
  (await tunesOf(ada, id)).map(({ name, continuesSet }) => `${continuesSet ? '+' : ''}${name}`);
const paths = (answer: Answer): string[] => (answer.body.errors ?? []).map((e: { path: string }) => e.path);
const newId = (): string => new ObjectId().toHexString();
const open = (who: Person, id: string): Promise<CollabClient> =>
  new CollabClient(`${app.origin.replace('http', 'ws')}/collab/tune-log`, id, {
    headers: { origin: app.origin, ...(who.cookie ? { cookie: who.cookie } : {}) },
  }).ready();

describe('over REST', () => {
  test('tunes go last, first, or behind another; numbers go by thousands', async () => {
    const { id } = await evening();
    const [one, two] = await logTunes(ada, id, ['one', 'two']);
    expect((await post(id, { items: [{ name: 'first' }], after: null })).status).toBe(201);
    const between = await post(id, { items: [{ name: 'a' }, { name: 'b' }], after: one?.id });
    expect(between.body.items.map(({ name }: { name: string }) => name)).toEqual(['a', 'b']);
    const rows = await tunesOf(ada, id);
    expect(rows.map(({ name }) => name)).toEqual(['first', 'one', 'a', 'b', 'two']);
    expect(rows.map(({ orderNumber }) => orderNumber)).toEqual([1000, 2000, 3000, 4000, 5000]);
    expect(rows[4]).toMatchObject({
      id: two?.id,
      loggedBy: { id: ada.userId, name: 'Ada' },
      tuneId: null,
      playedTimestamp: null,
    });
    expect(Date.parse(String(rows[0]?.['insertedTimestamp']))).toBeGreaterThan(Date.now() - 60_000);
  });

  test('a tune is known by what it is, by name, or both; a change changes only that', async () => {
    const { id } = await evening();
    const added = await post(id, {
      items: [
        { tuneId: kesh, key: 'G', settingId: 7 },
        { tuneId: kesh, name: 'Kesh in A' },
      ],
    });
    expect(added.body.items).toMatchObject([
      {
        tuneId: kesh,
        name: 'The Kesh',
        canonicalName: 'The Kesh',
        type: 'jig',
        key: 'G',
        settingId: 7,
        thesessionTuneId: 900_000,
      },
      { name: 'Kesh in A', canonicalName: 'The Kesh' },
    ]);
    const [row] = added.body.items;
    const path = `/api/instances/${id}/tunes/${row.id}`;
    expect((await ada.patch(path, { key: 'A', playedTimestamp: '2026-06-02T20:15:00Z' })).body).toEqual({
      ...row,
      key: 'A',
      playedTimestamp: '2026-06-02T20:15:00.000Z',
    });
    expect((await ada.patch(path, { tuneId: null, name: 'Some jig' })).body).toMatchObject({
      tuneId: null,
      name: 'Some jig',
      key: 'A',
    });
    const neither = await ada.patch(path, { name: null });
    expect(neither.status).toBe(422);
    expect(paths(neither)).toEqual(['name']);
  });

  test('a tune nobody knows, and a place that is none, are refused by name and write nothing', async () => {
    const { id } = await evening();
    const unknown = 'f'.repeat(24);
    const answer = await post(id, { items: [{ name: 'fine' }, { tuneId: unknown }] });
    expect(answer.status).toBe(422);
    expect(paths(answer)).toEqual(['items.1.tuneId']);
    const place = await post(id, { items: [{ name: 'x' }], after: unknown });
    expect([place.status, paths(place)]).toEqual([422, ['after']]);
    const neither = await post(id, { items: [{ key: 'D' }] });
    expect([neither.status, paths(neither)]).toEqual([422, ['items.0.name']]);
    const [row] = await logTunes(ada, id, ['kept']);
    const patch = (body: unknown) => ada.patch(`/api/instances/${id}/tunes/${row?.id}`, body);
    expect(paths(await patch({ tuneId: unknown }))).toEqual(['tuneId']);
    const half = await patch({ name: 'changed', after: unknown });
    expect([half.status, paths(half)]).toEqual([422, ['after']]);
    expect(await names(id)).toEqual(['kept']);
    expect((await ada.patch(`/api/instances/${id}/tunes/${unknown}`, { name: 'x' })).status).toBe(404);
    expect((await ada.delete(`/api/instances/${id}/tunes/${unknown}`)).status).toBe(404);
  });

  test('sets are joined and broken, and a deleted first tune hands its beginning on', async () => {
    const { id } = await evening();
    const [a, b, c, d] = await logTunes(ada, id, ['a', 'b', 'c', 'd']);
    expect(await sets(id)).toEqual(['a', '+b', '+c', '+d']);
    const patch = (row: { id: string } | undefined, body: unknown) =>
      ada.patch(`/api/instances/${id}/tunes/${row?.id}`, body);
    await patch(c, { continuesSet: false });
    expect(await sets(id)).toEqual(['a', '+b', 'c', '+d']);
    await patch(c, { continuesSet: false });
    expect(await sets(id)).toEqual(['a', '+b', 'c', '+d']);
    await ada.delete(`/api/instances/${id}/tunes/${c?.id}`);
    expect(await sets(id)).toEqual(['a', '+b', 'd']);
    await ada.post(`/api/instances/${id}/tunes/${c?.id}/restore`);
    expect(await names(id)).toEqual(['a', 'b', 'c', 'd']);
    await patch(c, { continuesSet: true });
    expect(await sets(id)).toEqual(['a', '+b', '+c', '+d']);
    await patch(d, { after: null });
    expect(await names(id)).toEqual(['d', 'a', 'b', 'c']);
    await patch(d, { after: a?.id, continuesSet: true });
    expect(await sets(id)).toEqual(['a', '+d', '+b', '+c']);
    expect((await patch(b, { continuesSet: true })).status).toBe(200);
    expect((await tunesOf(ada, id))[0]).toMatchObject({ continuesSet: false });
  });

  test('the bin keeps what is taken out; it is not changed there, and deleting twice is deleting once', async () => {
    const { id } = await evening();
    const [row] = await logTunes(ada, id, ['one']);
    const path = `/api/instances/${id}/tunes/${row?.id}`;
    expect((await ada.delete(path)).status).toBe(204);
    expect((await ada.delete(path)).status).toBe(204);
    expect((await ada.patch(path, { name: 'x' })).status).toBe(404);
    expect(await names(id)).toEqual([]);
    expect((await ada.post(`${path}/restore`)).body).toEqual(row);
    expect((await ada.post(`${path}/restore`)).body).toEqual(row);
  });

  test.each(['12 Pins', 'The', 'Úna Bhán', 'Reel 🎻 of Tullow', '<b>bold</b>', '$where', '__proto__'])(
    'a tune may be called %j',
    async (name) => {
      const { id } = await evening();
      await logTunes(ada, id, [name]);
      expect(await names(id)).toEqual([name]);
    },
  );

  test('twenty people add at once: all are there, in one order', async () => {
    const { id } = await evening();
    await Promise.all(Array.from({ length: 20 }, (_, i) => logTunes(ada, id, [`tune ${i}`])));
    const rows = await tunesOf(ada, id);
    expect(new Set(rows.map(({ name }) => name)).size).toBe(20);
    expect(rows.map(({ orderNumber }) => orderNumber)).toEqual(rows.map((_, i) => (i + 1) * 1000));
  });
});

describe('REST and co-editing', () => {
  test('are two doors to one document', async () => {
    const { id } = await evening();
    const client = await open(ada, id);
    const [row] = await logTunes(ada, id, ['over REST']);
    await client.until(({ doc }) => doc.getMap('entries').has(row?.id ?? ''), 'the tune logged over REST');
    addTunes(client.doc, [{ name: 'in the room', tuneId: kesh }], {}, { origin: 'me', newId });
    changeTune(client.doc, row?.id ?? '', { key: 'Em' }, { origin: 'me' });
    await client.whenSaved();
    await expect.poll(() => names(id)).toEqual(['over REST', 'in the room']);
    expect((await tunesOf(ada, id))[0]).toMatchObject({ key: 'Em' });
    expect((await tunesOf(ada, id))[1]?.loggedBy).toEqual({ id: ada.userId, name: 'Ada' });
    moveEntry(client.doc, row?.id ?? '', { after: (await tunesOf(ada, id))[1]?.id }, { origin: 'me', newId });
    await ada.patch(`/api/instances/${id}/tunes/${row?.id}`, { name: 'renamed meanwhile' });
    await client.whenSaved();
    await expect.poll(() => names(id)).toEqual(['in the room', 'renamed meanwhile']);
    await client.leave();
  });

  test('a complete log is read-only at both, until it is opened again', async () => {
    const { id } = await evening();
    const [row] = await logTunes(ada, id, ['last one']);
    const client = await open(ada, id);
    const complete = await ada.post(`/api/instances/${id}/log/complete`);
    expect(complete.body.logCompleteDate).toEqual(expect.any(String));
    expect((await ada.post(`/api/instances/${id}/log/complete`)).body).toEqual(complete.body);
    // Asked to come back, since the right to write is gone.
    expect(await client.whenClosed()).toBe(1012);
    for (const answer of [
      await post(id, { items: [{ name: 'late' }] }),
      await ada.patch(`/api/instances/${id}/tunes/${row?.id}`, { key: 'D' }),
      await ada.delete(`/api/instances/${id}/tunes/${row?.id}`),
      await ada.post(`/api/instances/${id}/tunes/${row?.id}/restore`),
    ])
      expect(answer.body).toMatchObject({ status: 409, code: 'completed' });
    const reader = await open(ada, id);
    addTunes(reader.doc, [{ name: 'too late' }], {}, { origin: 'me', newId });
    await reader.until(({ denied }) => denied > 0, 'a refusal');
    expect(await names(id)).toEqual(['last one']);
    expect((await ada.post(`/api/instances/${id}/log/reopen`)).body.logCompleteDate).toBeNull();
    expect(await reader.whenClosed()).toBe(1012);
    await logTunes(ada, id, ['after all']);
    expect(await names(id)).toEqual(['last one', 'after all']);
  });

  test('who is made a reader is asked to come back, who is put out is shut out', async () => {
    const made = await session();
    const { id } = await makeEvening(ada, made.id);
    const bob = await app.signUp('Bob');
    await join(bob, await inviteTo(ada, made.id, 'logger'));
    const member = `/api/sessions/${made.id}/members/${bob.userId}`;
    const writer = await open(bob, id);
    await ada.put(member, { role: 'reader' });
    expect(await writer.whenClosed()).toBe(1012);
    const reader = await open(bob, id);
    await ada.delete(member);
    expect(await reader.whenClosed()).toBe(4403);
  });

  test('who signs out is signed out of the room', async () => {
    const made = await session();
    const { id } = await makeEvening(ada, made.id);
    const carol = await app.signUp('Carol');
    await join(carol, await inviteTo(ada, made.id, 'logger'));
    const client = await open(carol, id);
    await carol.post('/api/auth/sign-out');
    expect(await client.whenClosed()).toBe(4401);
  });

  test('a deleted session takes its evenings and logs along and closes the rooms', async () => {
    const made = await session();
    const { id } = await makeEvening(ada, made.id);
    await logTunes(ada, id, ['gone soon']);
    const client = await open(ada, id);
    expect((await ada.delete(`/api/sessions/${made.id}`)).status).toBe(204);
    expect(await client.whenClosed()).toBe(4404);
    for (const path of [`/api/sessions/${made.id}`, `/api/instances/${id}`, `/api/instances/${id}/tunes`])
      expect((await ada.get(path)).status).toBe(404);
    const db = await app.db();
    const _id = new ObjectId(id);
    expect(await db.collection('tune_logs').countDocuments({ _id })).toBe(0);
    expect(await db.collection('session_instances').countDocuments({ _id })).toBe(0);
    expect(await db.collection('memberships').countDocuments({ scopeId: new ObjectId(made.id) })).toBe(0);
    expect((await ada.delete(`/api/sessions/${made.id}`)).status).toBe(404);
    await expect(open(ada, id)).rejects.toThrow('4404');
  });
});
