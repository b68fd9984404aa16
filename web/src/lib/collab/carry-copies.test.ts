import 'fake-indexeddb/auto';
import { afterEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { carryCopies } from './carry-copies.ts';
import { LocalCopy, localCopyName } from './local-copy.ts';

const opened: LocalCopy[] = [];
afterEach(async () => {
  for (const copy of opened.splice(0)) await copy.close();
});

async function load(user: string, doc: string) {
  const ydoc = new Y.Doc();
  const result = await LocalCopy.open(localCopyName(user, doc), ydoc);
  if (!result) throw new Error('no storage here');
  opened.push(result.copy);
  return { doc: ydoc, entries: ydoc.getMap('entries'), ...result };
}

let counter = 0;
const people = () => ({ guest: `guest-${++counter}`, account: `account-${counter}` });

test('what a guest logged without signal is the account’s, still counted as unsent', async () => {
  const { guest, account } = people();
  const first = await load(guest, 'tune-log/x');
  first.entries.set('a', 'The Kesh');
  await first.copy.writeUnsaved([{ client: first.doc.clientID, clock: 1, deletes: false }]);
  await first.copy.writeDurable(new Map([[7, 3]]));
  await first.copy.writeNames('tunes', { kesh: 'The Kesh' });
  const second = await load(guest, 'tune-log/y');
  second.entries.set('b', 'Cooley’s');
  await second.copy.writeUnsaved([]);

  await carryCopies(guest, account);

  const theirs = await load(account, 'tune-log/x');
  expect(theirs.entries.toJSON()).toEqual({ a: 'The Kesh' });
  expect(theirs.leftovers.unsaved).toEqual([{ client: first.doc.clientID, clock: 1, deletes: false }]);
  expect(theirs.leftovers.durable).toEqual(new Map([[7, 3]]));
  expect(await theirs.copy.readNames('tunes')).toEqual({ kesh: 'The Kesh' });
  expect((await load(account, 'tune-log/y')).entries.toJSON()).toEqual({ b: 'Cooley’s' });
  const left = await load(guest, 'tune-log/x');
  expect(left.entries.size).toBe(0);
  expect(left.leftovers.unsaved).toEqual([]);
});

test('an account that has edits of its own here keeps both; doing it twice changes nothing', async () => {
  const { guest, account } = people();
  const asGuest = await load(guest, 'tune-log/x');
  asGuest.entries.set('guest’s', 1);
  await asGuest.copy.writeUnsaved([{ client: 1, clock: 1, deletes: false }]);
  await asGuest.copy.writeDurable(new Map([[1, 9]]));
  await asGuest.copy.writeNames('tunes', { a: 'as the guest knew it', b: 'B' });
  const asAccount = await load(account, 'tune-log/x');
  asAccount.entries.set('account’s', 2);
  await asAccount.copy.writeUnsaved([{ client: 2, clock: 1, deletes: false }]);
  await asAccount.copy.writeNames('tunes', { a: 'A' });
  await asAccount.copy.writeDurable(
    new Map([
      [1, 4],
      [2, 5],
    ]),
  );

  await carryCopies(guest, account);
  await carryCopies(guest, account);

  const { copy, entries, leftovers } = await load(account, 'tune-log/x');
  expect(entries.toJSON()).toEqual({ 'guest’s': 1, 'account’s': 2 });
  expect(await copy.readNames('tunes')).toEqual({ a: 'A', b: 'B' });
  expect(leftovers.unsaved.map(({ client }) => client).sort()).toEqual([1, 2]);
  expect(leftovers.durable).toEqual(
    new Map([
      [1, 9],
      [2, 5],
    ]),
  );
});

test('a tab that still has the guest’s copy open can go on writing to it', async () => {
  const { guest, account } = people();
  const tab = await load(guest, 'tune-log/x');
  tab.entries.set('before', 1);
  await tab.copy.writeUnsaved([]);
  await carryCopies(guest, account);
  tab.entries.set('after', 2);
  await tab.copy.writeUnsaved([{ client: tab.doc.clientID, clock: 2, deletes: false }]);
});

test('another guest’s copies, also of an id that begins alike, stay where they are', async () => {
  const { guest, account } = people();
  const other = await load(`${guest}0`, 'tune-log/x');
  other.entries.set('a', 1);
  await other.copy.writeUnsaved([]);
  await carryCopies(guest, account);
  expect((await load(account, 'tune-log/x')).entries.size).toBe(0);
  expect((await load(`${guest}0`, 'tune-log/x')).entries.size).toBe(1);
});
