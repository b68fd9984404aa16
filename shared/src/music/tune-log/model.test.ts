import { expect, test } from 'vitest';
import * as Y from 'yjs';
import {
  projectEntries,
  readBin,
  readEntries,
  readNotes,
  readSets,
  seedTuneLog,
  TUNE_LOG_VERSION,
  tuneLogVersion,
} from './model.ts';
import { TestLog } from './log.fixture.ts';

const TUNE = 'abcdefabcdefabcdefabcdef';

function put(doc: Y.Doc, id: string, fields: Record<string, unknown>): void {
  doc.getMap('entries').set(id, new Y.Map(Object.entries(fields)));
}

test('an entry as any y-websocket client may write it', () => {
  const doc = new Y.Doc();
  put(doc, 'b', {
    order: 'a1',
    name: 'The Kesh',
    continuesSet: true,
    key: 'G',
    settingId: 12,
    playedAt: '2026-07-06T20:00:00+01:00',
  });
  put(doc, 'a', { order: 'a0', tuneId: TUNE });
  expect(projectEntries(readEntries(doc))).toEqual([
    {
      id: 'a',
      orderNumber: 1000,
      tuneId: TUNE,
      name: null,
      key: null,
      settingId: null,
      continuesSet: false,
      playedTimestamp: null,
      insertedTimestamp: null,
      loggedBy: null,
    },
    {
      id: 'b',
      orderNumber: 2000,
      tuneId: null,
      name: 'The Kesh',
      key: 'G',
      settingId: 12,
      continuesSet: true,
      playedTimestamp: '2026-07-06T19:00:00.000Z',
      insertedTimestamp: null,
      loggedBy: null,
    },
  ]);
});

test('one with neither tune nor name stays out, and does not divide a set', () => {
  const doc = new Y.Doc();
  put(doc, 'a', { order: 'a0', name: 'a' });
  put(doc, 'b', { order: 'a1', name: '  ', key: 'D' });
  put(doc, 'c', { order: 'a2', tuneId: 'no id' });
  put(doc, 'd', { order: 'a3', name: 'd', continuesSet: true });
  expect(readSets(readEntries(doc)).map((set) => set.map(({ id }) => id))).toEqual([['a', 'd']]);
});

test('junk is as if it were not there', () => {
  const doc = new Y.Doc();
  const entries = doc.getMap<unknown>('entries');
  entries.set('number', 7);
  entries.set('text', new Y.Text('x'));
  entries.set('list', new Y.Array());
  entries.set('json', { order: 'a0', name: 'not shared' });
  entries.set('an id that is no id', new Y.Map([['name', 'x']]));
  entries.set('x'.repeat(5000), new Y.Map([['name', 'x']]));
  doc.getMap('breaks').set('b', 7);
  doc.getArray('surprise').push([1]);
  put(doc, 'wrong', { order: 5, name: ['x'], continuesSet: 'yes', deleted: 'no' });
  put(doc, 'late', {
    order: { a: 1 },
    name: `e\u0000vil ${'🎻'.repeat(500)}`,
    key: 'K'.repeat(21),
    settingId: 1.5,
    playedAt: 'soon',
    loggedBy: 9,
    insertedAt: {},
  });
  put(doc, 'early', { order: 'a0', name: 'fine', continuesSet: 1 });
  const shown = readEntries(doc, { includeDeleted: true });
  expect(shown.map(({ id }) => id)).toEqual(['early', 'late']);
  expect(shown[1]).toMatchObject({
    key: null,
    settingId: null,
    playedAt: null,
    loggedBy: null,
    insertedAt: null,
    deleted: false,
  });
  expect(shown[1]?.name).toMatch(/^e vil (🎻)+$/u);
  expect(shown[1]?.name?.length).toBeLessThanOrEqual(200);
});

test('names are kept as they are', () => {
  const names = ['12 Pins', 'The', 'Úna Bhán', 'The 🎻 Reel', "Paddy Fahey's"];
  expect(new TestLog(1, [names]).sets).toEqual([names.join(' ')]);
});

test('equal orders are in the order of their ids', () => {
  const doc = new Y.Doc();
  for (const id of ['c', 'a', 'b']) put(doc, id, { order: 'a0', name: id });
  expect(readEntries(doc).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
});

test('the first of the night begins a set whatever it says', () => {
  const doc = new Y.Doc();
  put(doc, 'a', { order: 'a0', name: 'a', continuesSet: true });
  expect(projectEntries(readEntries(doc))[0]?.continuesSet).toBe(false);
});

test('a document is seeded once', () => {
  const doc = new Y.Doc();
  expect([tuneLogVersion(doc), readNotes(doc), readBin(doc)]).toEqual([0, '', []]);
  seedTuneLog(doc);
  const state = Y.encodeStateVector(doc);
  seedTuneLog(doc);
  expect(Y.encodeStateVector(doc)).toEqual(state);
  expect(tuneLogVersion(doc)).toBe(TUNE_LOG_VERSION);
});
