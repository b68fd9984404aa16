import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { ManualClock } from '../../core/clock.ts';
import { attachTuneLogGuard, createTuneLogUndo, deleteEntries, readEntries, restoreEntry } from './index.ts';
import { TestLog } from './log.fixture.ts';

const ANNA = 'a'.repeat(24);
const BOB = 'b'.repeat(24);

/** A server with a guard, and phones whose updates it applies as theirs. */
function stage() {
  const server = new TestLog(9);
  const clock = new ManualClock(Date.parse('2026-07-06T20:00:00Z'));
  const guard = attachTuneLogGuard(server.doc, {
    now: () => clock.now(),
    serverOrigin: 'server',
    authorOf: (origin) => (typeof origin === 'string' && origin.length === 24 ? { userId: origin } : null),
  });
  const sync = (phone: TestLog, userId: string): void => {
    Y.applyUpdate(server.doc, Y.encodeStateAsUpdate(phone.doc, Y.encodeStateVector(server.doc)), userId);
    Y.applyUpdate(phone.doc, Y.encodeStateAsUpdate(server.doc), 'network');
  };
  const stamps = (): unknown[] =>
    readEntries(server.doc).map(({ name, loggedBy, insertedAt }) => [name, loggedBy, insertedAt]);
  return { server, clock, guard, sync, stamps, anna: new TestLog(1), bob: new TestLog(2) };
}

const AT_20 = '2026-07-06T20:00:00.000Z';

test('who logged it and when is what the server says', () => {
  const { anna, bob, sync, stamps, clock } = stage();
  anna.add(['x']);
  anna.map('x').set('loggedBy', BOB);
  anna.map('x').set('insertedAt', '1999-01-01T00:00:00.000Z');
  sync(anna, ANNA);
  clock.advance(60_000);
  sync(bob, BOB);
  bob.add(['y']);
  bob.map('x').set('loggedBy', BOB);
  bob.map('x').delete('insertedAt');
  sync(bob, BOB);
  expect(stamps()).toEqual([
    ['x', ANNA, AT_20],
    ['y', BOB, '2026-07-06T20:01:00.000Z'],
  ]);
});

test('an entry put in the place of another is still the first one logged', () => {
  const { anna, bob, sync, stamps, clock } = stage();
  const [id = ''] = anna.add(['x']);
  sync(anna, ANNA);
  sync(bob, BOB);
  clock.advance(60_000);
  const entries = bob.doc.getMap('entries');
  entries.delete(id);
  sync(bob, BOB);
  entries.set(
    id,
    new Y.Map([
      ['order', 'a0'],
      ['name', 'z'],
      ['loggedBy', BOB],
    ]),
  );
  sync(bob, BOB);
  expect(stamps()).toEqual([['z', ANNA, AT_20]]);
});

test('binned and restored, undone and redone: the stamp stays', () => {
  const { anna, bob, sync, stamps, clock } = stage();
  const undo = createTuneLogUndo(anna.doc, anna.adding.origin);
  anna.add(['x']);
  sync(anna, ANNA);
  clock.advance(60_000);
  sync(bob, BOB);
  deleteEntries(bob.doc, [bob.id('x')], bob.adding);
  sync(bob, BOB);
  restoreEntry(bob.doc, bob.id('x'), bob.adding);
  sync(bob, BOB);
  expect(stamps()).toEqual([['x', ANNA, AT_20]]);
  undo.undo();
  sync(anna, ANNA);
  expect(stamps()).toEqual([]);
  undo.redo();
  sync(anna, ANNA);
  expect(stamps()).toEqual([['x', ANNA, AT_20]]);
});

test("a guest's entries become the account's, the undone ones too", () => {
  const { anna, guard, sync, stamps } = stage();
  const undo = createTuneLogUndo(anna.doc, anna.adding.origin);
  anna.add(['x']);
  anna.add(['y']);
  sync(anna, BOB);
  undo.undo();
  sync(anna, BOB);
  guard.reassignAuthor(BOB, ANNA);
  undo.redo();
  sync(anna, ANNA);
  expect(stamps()).toEqual([
    ['x', ANNA, AT_20],
    ['y', ANNA, AT_20],
  ]);
});

test('what is loaded before, or comes from another node, is believed; what is right is not written again', () => {
  const { server, guard, stamps } = stage();
  const other = new TestLog(3, [['x']]);
  other.map('x').set('loggedBy', ANNA);
  other.map('x').set('insertedAt', AT_20);
  let updates = 0;
  server.doc.on('update', () => updates++);
  Y.applyUpdate(server.doc, Y.encodeStateAsUpdate(other.doc), null);
  expect(stamps()).toEqual([['x', ANNA, AT_20]]);
  expect(updates).toBe(1);
  guard.detach();
  other.add(['y']);
  Y.applyUpdate(server.doc, Y.encodeStateAsUpdate(other.doc), ANNA);
  expect(stamps().at(-1)).toEqual(['y', null, null]);
});
