import { expect, test } from 'vitest';
import type { TuneLogEntry } from '@ensemble/shared/music/tune-log';
import { changedIds, keepUnchanged, viewSets } from './log-view.ts';

const entry = (id: string, more: Partial<TuneLogEntry> = {}): TuneLogEntry => ({
  id,
  order: id,
  tuneId: null,
  name: `tune ${id}`,
  key: null,
  settingId: null,
  playedAt: null,
  loggedBy: null,
  insertedAt: null,
  continuesSet: false,
  deleted: false,
  ...more,
});
const known = (...entries: TuneLogEntry[]) => new Map(entries.map((e) => [e.id, e]));

test('what did not change keeps its object, so only what did is drawn again', () => {
  const [a, b] = [entry('a'), entry('b')];
  const [keptA, newB] = keepUnchanged(known(a, b), [entry('a'), entry('b', { name: 'Other' })]);
  expect(keptA).toBe(a);
  expect(newB).not.toBe(b);
});

test('the server’s stamp is drawn, and is no change by somebody else', () => {
  const a = entry('a');
  const stamped = entry('a', { loggedBy: 'u1', insertedAt: '2026-01-01T20:00:00.000Z' });
  expect(keepUnchanged(known(a), [stamped])).toEqual([stamped]);
  expect(changedIds(known(a), [stamped])).toEqual([]);
});

test('a new, a moved and a renamed tune are changes', () => {
  const before = known(entry('a'), entry('b'), entry('c'));
  const now = [entry('a', { order: 'z' }), entry('b', { name: 'X' }), entry('c'), entry('d')];
  expect(changedIds(before, now)).toEqual(['a', 'b', 'd']);
});

test('a set of the same tunes is the same set', () => {
  const [a, b, c] = [entry('a'), entry('b'), entry('c')];
  const first = viewSets([], [[a, b], [c]]);
  const second = viewSets(first, [
    [a, b],
    [c, entry('d')],
  ]);
  expect(second[0]).toBe(first[0]);
  expect(second[1]).not.toBe(first[1]);
  expect(second.map(({ id }) => id)).toEqual(['a', 'c']);
});
