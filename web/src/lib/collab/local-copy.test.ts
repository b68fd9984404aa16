import 'fake-indexeddb/auto';
import { afterEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { LocalCopy, localCopyName } from './local-copy.ts';

const opened: Y.Doc[] = [];
afterEach(() => void opened.splice(0).forEach((doc) => doc.destroy()));

async function load(name: string) {
  const doc = new Y.Doc();
  opened.push(doc);
  const result = await LocalCopy.open(name, doc);
  if (!result) throw new Error('no storage here');
  return { doc, ...result };
}

let counter = 0;
const fresh = () => localCopyName('maire', `tune-log/${++counter}`);

test('edits and what of them is unsaved survive a reload, under the old client id', async () => {
  const name = fresh();
  const first = await load(name);
  first.doc.getMap('entries').set('a', 'The Kesh');
  await first.copy.writeUnsaved([{ client: first.doc.clientID, clock: 1, deletes: false }]);
  await first.copy.close();

  const second = await load(name);
  expect(second.doc.getMap('entries').get('a')).toBe('The Kesh');
  expect(second.leftovers.unsaved).toEqual([{ client: first.doc.clientID, clock: 1, deletes: false }]);
});

test('once the unsaved list is written, the edit before it is stored as well', async () => {
  const name = fresh();
  const first = await load(name);
  for (let n = 0; n < 50; n++) first.doc.getMap('entries').set(`tune ${n}`, n);
  await first.copy.writeUnsaved([{ client: first.doc.clientID, clock: 50, deletes: false }]);
  // No close: as if the phone died here.
  const second = await load(name);
  expect(second.doc.getMap('entries').size).toBe(50);
});

test('the durable vector is kept and never goes back', async () => {
  const name = fresh();
  const first = await load(name);
  await first.copy.writeDurable(new Map([[1, 9]]));
  await first.copy.writeDurable(
    new Map([
      [1, 4],
      [2, 3],
    ]),
  );
  expect((await load(name)).leftovers.durable).toEqual(
    new Map([
      [1, 9],
      [2, 3],
    ]),
  );
});

test('what an earlier load left unsaved is forgotten once it is written as saved', async () => {
  const name = fresh();
  const first = await load(name);
  await first.copy.writeUnsaved([{ client: 1, clock: 2, deletes: false }]);
  const second = await load(name);
  expect(second.leftovers.unsaved).toHaveLength(1);
  await second.copy.writeUnsaved([]);
  expect((await load(name)).leftovers.unsaved).toEqual([]);
});

test('names of what the ids stand for are kept beside the document', async () => {
  const name = fresh();
  const first = await load(name);
  expect(await first.copy.readNames('tunes')).toEqual({});
  await first.copy.writeNames('tunes', { t1: { name: 'The Kesh' } });
  const second = await load(name);
  expect(await second.copy.readNames('tunes')).toEqual({ t1: { name: 'The Kesh' } });
  expect(second.leftovers.unsaved).toEqual([]);
});

test('two people on one phone do not see each other’s copy', async () => {
  const mine = await load(localCopyName('maire', 'tune-log/x'));
  mine.doc.getMap('entries').set('a', 1);
  await mine.copy.writeUnsaved([]);
  expect((await load(localCopyName('tom', 'tune-log/x'))).doc.getMap('entries').size).toBe(0);
});
