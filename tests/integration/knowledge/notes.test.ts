import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeAgenda } from '../../support/agenda.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { makeEvening, makeSession } from '../../support/evening.ts';
import { foundBy } from '../../support/knowledge.ts';
import type { Person } from '../../support/person.ts';

let app: TestApp;
let ada: Person;
let ben: Person;
let cityId: string;
beforeAll(async () => {
  app = await startApp();
  ada = await app.signUp('Ada');
  ben = await app.signUp('Ben');
  cityId = (await makeAgenda(ada, 'noted')).city.id;
});
afterAll(() => app.close());

const note = async (fields: object, subject = { kind: 'city', id: cityId }) =>
  (await ada.post('/api/documents', { subject, title: 'Where to meet', isPublic: true, ...fields })).body;

test('a public note is found and read by everyone, and changed where it was written', async () => {
  const { id } = await note({ body: '# Meeting\n\nBy the *obelisk* at noon.' });
  const [hit] = (await ben.get('/api/knowledge/search?q=obelisk')).body.items;
  expect(hit.passage).toMatchObject({
    title: 'Where to meet',
    heading: 'Meeting',
    text: 'By the obelisk at noon.',
  });
  const path = `/api/knowledge/${hit.passage.documentId}`;
  expect((await ben.get(path)).body).toMatchObject({
    source: 'note',
    owner: null,
    visibility: 'everyone',
    mayChange: false,
  });
  for (const who of [ada, ben]) {
    const refused = await who.delete(path);
    expect([refused.status, refused.body.code]).toEqual([403, 'not-allowed']);
  }
  await ada.patch(`/api/documents/${id}`, { body: 'By the *carousel*.', title: 'Elsewhere' });
  expect(await foundBy(ben, 'obelisk')).toEqual([]);
  expect(await foundBy(ben, 'carousel')).toEqual(['Elsewhere']);
});

test('a note is gone from here when it is closed, emptied or deleted', async () => {
  const { id } = await note({ body: 'Under the zeppelin.' });
  expect(await foundBy(ben, 'zeppelin')).toHaveLength(1);
  for (const [change, back] of [
    [{ isPublic: false }, { isPublic: true }],
    [{ body: '' }, { body: 'Under the zeppelin.' }],
  ]) {
    await ada.patch(`/api/documents/${id}`, change);
    expect(await foundBy(ben, 'zeppelin')).toEqual([]);
    await ada.patch(`/api/documents/${id}`, back);
    expect(await foundBy(ben, 'zeppelin')).toHaveLength(1);
  }
  await ada.delete(`/api/documents/${id}`);
  expect(await foundBy(ben, 'zeppelin')).toEqual([]);
});

test('a note on an evening is here only while everybody may see the evening', async () => {
  const session = await makeSession(ada, { publicLog: true });
  const evening = await makeEvening(ada, session.id, { date: '2031-06-03' });
  await note({ body: 'Bring a theremin.' }, { kind: 'instance', id: evening.id });
  const before = await ben.get('/api/knowledge/search?q=theremin');
  expect(before.body.items).toHaveLength(1);
  await ada.patch(`/api/sessions/${session.id}`, { publicLog: false });
  expect(await foundBy(ben, 'theremin')).toEqual([]);
  const { documentId, id } = before.body.items[0].passage;
  expect((await ben.get(`/api/knowledge/${documentId}`)).status).toBe(404);
  expect((await ben.get(`/api/knowledge/${documentId}/passages/${id}`)).status).toBe(404);
});

test('what a crash left behind is put right when the app starts', async () => {
  const first = await startApp();
  const eve = await first.signUp('Eve');
  const { city } = await makeAgenda(eve, 'crashed');
  const write = async (body: string): Promise<string> =>
    (
      await eve.post('/api/documents', {
        subject: { kind: 'city', id: city.id },
        title: body,
        body,
        isPublic: true,
      })
    ).body.id;
  const [, changed] = [
    await write('Kept astrolabe'),
    await write('Changed sextant'),
    await write('Lost gyroscope'),
  ];
  // As if the process had ended between the note and its copy.
  const db = await first.db();
  await db.collection('documents').deleteOne({ title: 'Kept astrolabe' });
  await db
    .collection('documents')
    .updateOne({ title: 'Changed sextant' }, { $set: { body: 'Changed octant' }, $inc: { version: 1 } });
  await db.collection('knowledge_documents').deleteOne({ title: 'Lost gyroscope' });
  expect(changed).toMatch(/^[0-9a-f]{24}$/);
  await first.stop();
  const again = await startApp({ dataDir: first.dataDir });
  const back = again.stranger();
  await back.signIn(eve.email);
  await again.settleSchedule();
  expect(await foundBy(back, 'astrolabe')).toEqual([]);
  expect(await foundBy(back, 'octant')).toEqual(['Changed sextant']);
  expect(await foundBy(back, 'gyroscope')).toEqual(['Lost gyroscope']);
  await again.close();
});
