import { expect, test } from 'vitest';
import {
  breakSet,
  changeTune,
  createTuneLogUndo,
  deleteEntries,
  joinSets,
  moveEntry,
  moveSet,
  readEntries,
} from './index.ts';
import { TestLog } from './log.fixture.ts';

function pair(): { one: TestLog; two: TestLog } {
  const one = new TestLog(1, [
    ['a', 'b', 'c'],
    ['d', 'e'],
  ]);
  return { one, two: one.copy(2) };
}

test('one action a step, back and forth', () => {
  const { one } = pair();
  const undo = createTuneLogUndo(one.doc, one.adding.origin);
  expect([undo.canUndo(), undo.undo()]).toEqual([false, false]);
  one.add(['f', 'g']);
  moveEntry(one.doc, one.id('d'), { before: one.id('a') }, one.adding);
  changeTune(one.doc, one.id('f'), { name: 'F', key: 'D' }, one.adding);
  moveSet(one.doc, one.id('F'), { after: null }, one.adding);
  deleteEntries(one.doc, [one.id('a'), one.id('b')], one.adding);
  const steps: string[][] = [one.sets];
  while (undo.undo()) steps.push(one.sets);
  expect(steps).toEqual([
    ['F g', 'd c', 'e'],
    ['F g', 'd a b c', 'e'],
    ['d a b c', 'e', 'F g'],
    ['d a b c', 'e', 'f g'],
    ['a b c', 'd e', 'f g'],
    ['a b c', 'd e'],
  ]);
  const again: string[][] = [one.sets];
  while (undo.redo()) again.push(one.sets);
  expect(again).toEqual([...steps].reverse());
});

test('only mine, although others moved, edited and deleted meanwhile', () => {
  const { one, two } = pair();
  const undo = createTuneLogUndo(one.doc, one.adding.origin);
  changeTune(one.doc, one.id('b'), { name: 'B' }, one.adding);
  breakSet(one.doc, one.id('c'), one.adding);
  one.meet(two);
  moveEntry(two.doc, two.id('B'), { after: two.id('e') }, two.adding);
  changeTune(two.doc, two.id('a'), { name: 'A' }, two.adding);
  deleteEntries(two.doc, [two.id('d')], two.adding);
  one.meet(two);
  expect(one.sets).toEqual(['A', 'c', 'e B']);
  undo.undo();
  expect(one.sets).toEqual(['A c', 'e B']);
  undo.undo();
  expect(one.sets).toEqual(['A c', 'e b']);
  expect(undo.undo()).toBe(false);
  one.meet(two);
  expect(two.sets).toEqual(one.sets);
});

test('what someone else has changed since is theirs', () => {
  const { one, two } = pair();
  const undo = createTuneLogUndo(one.doc, one.adding.origin);
  changeTune(one.doc, one.id('b'), { name: 'mine' }, one.adding);
  one.meet(two);
  changeTune(two.doc, two.id('mine'), { name: 'theirs' }, two.adding);
  one.meet(two);
  undo.undo();
  expect(one.sets).toEqual(['a theirs c', 'd e']);
});

test('an add taken back and brought again has what others put into it', () => {
  const { one, two } = pair();
  const undo = createTuneLogUndo(one.doc, one.adding.origin);
  const [id] = one.add(['x']);
  one.meet(two);
  changeTune(two.doc, two.id('x'), { key: 'Em' }, two.adding);
  one.meet(two);
  undo.undo();
  one.meet(two);
  expect(two.sets).toEqual(['a b c', 'd e']);
  undo.redo();
  one.meet(two);
  expect(two.sets).toEqual(['a b c', 'd e', 'x']);
  expect(readEntries(two.doc).at(-1)).toMatchObject({ id, key: 'Em' });
});

test('the first tune of a set taken back: what others put behind it stays a set', () => {
  const { one, two } = pair();
  const undo = createTuneLogUndo(one.doc, one.adding.origin);
  one.add(['x']);
  one.meet(two);
  two.add(['y'], { continues: true });
  undo.undo();
  one.meet(two);
  expect(one.sets).toEqual(['a b c', 'd e', 'y']);
  undo.redo();
  expect(one.sets).toEqual(['a b c', 'd e', 'x y']);
});

test('a move taken back after someone else moved the tune on: the set it began stays one', () => {
  const { one, two } = pair();
  const undo = createTuneLogUndo(one.doc, one.adding.origin);
  moveEntry(one.doc, one.id('d'), { after: one.id('a') }, one.adding);
  one.meet(two);
  moveEntry(two.doc, two.id('d'), { after: null }, two.adding);
  one.meet(two);
  undo.undo();
  one.meet(two);
  expect(two.sets).toEqual(['d', 'a b c', 'e']);
});

test('a join taken back and done again, where only a break divided the sets', () => {
  const { one } = pair();
  moveEntry(one.doc, one.id('d'), { after: one.id('a') }, one.adding);
  const undo = createTuneLogUndo(one.doc, one.adding.origin);
  joinSets(one.doc, one.id('e'), one.adding);
  expect(one.sets).toEqual(['a d b c e']);
  undo.undo();
  expect(one.sets).toEqual(['a d b c', 'e']);
  undo.redo();
  expect(one.sets).toEqual(['a d b c e']);
  undo.undo();
  expect(one.sets).toEqual(['a d b c', 'e']);
});

test('two actions at the same moment are two steps', () => {
  const { one } = pair();
  const undo = createTuneLogUndo(one.doc, one.adding.origin);
  one.add(['x']);
  one.add(['y']);
  undo.undo();
  expect(one.sets.at(-1)).toBe('x');
});

test('whoever listens hears when there is something to undo', () => {
  const { one } = pair();
  const undo = createTuneLogUndo(one.doc, one.adding.origin);
  let heard: boolean[] = [];
  const stop = undo.onChange(() => (heard = [undo.canUndo(), undo.canRedo()]));
  one.add(['x']);
  expect(heard).toEqual([true, false]);
  undo.undo();
  expect(heard).toEqual([false, true]);
  stop();
  undo.redo();
  expect(heard).toEqual([false, true]);
  undo.destroy();
});

test('a name that two gave at once is not lost when the one it kept is taken back', () => {
  for (const renamer of ['one', 'two'] as const) {
    const both = pair();
    const { one, two } = both;
    const mine = both[renamer];
    const undo = createTuneLogUndo(mine.doc, mine.adding.origin);
    changeTune(one.doc, one.id('a'), { name: 'first' }, one.adding);
    changeTune(two.doc, two.id('a'), { name: 'second' }, two.adding);
    one.meet(two);
    undo.undo();
    one.meet(two);
    expect(one.sets, `taken back by ${renamer}`).toEqual(two.sets);
    expect(one.sets[0]).toMatch(/^(first|second|a) b c$/);
    undo.redo();
    one.meet(two);
    expect(one.sets[0]).toMatch(/^(first|second) b c$/);
  }
});
