import { describe, expect, test } from 'vitest';
import { AppError } from '../../core/errors.ts';
import {
  breakSet,
  changeTune,
  deleteEntries,
  joinSets,
  moveEntry,
  moveSet,
  readBin,
  readEntries,
  restoreEntry,
} from './index.ts';
import { TestLog } from './log.fixture.ts';

const TUNE = 'abcdefabcdefabcdefabcdef';
const evening = (): TestLog => new TestLog(1, [['a', 'b', 'c'], ['d', 'e'], ['f']]);

function faultOf(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error instanceof AppError ? [error.code, error.fields[0]?.path] : error;
  }
  return 'nothing was refused';
}

describe('moving a tune', () => {
  test.each([
    ['b', { after: 'd' }, ['a c', 'd b e', 'f']],
    ['b', { before: 'd' }, ['a c', 'b d e', 'f']],
    ['b', { before: 'e' }, ['a c', 'd b e', 'f']],
    ['a', { after: 'c' }, ['b c a', 'd e', 'f']],
    ['a', { before: 'c' }, ['b a c', 'd e', 'f']],
    ['c', { before: 'a' }, ['c a b', 'd e', 'f']],
    ['d', { after: 'a' }, ['a d b c', 'e', 'f']],
    ['d', { after: 'c' }, ['a b c d', 'e', 'f']],
    ['d', { after: 'f' }, ['a b c', 'e', 'f d']],
    ['d', {}, ['a b c', 'e', 'f d']],
    ['e', { after: null }, ['e', 'a b c', 'd', 'f']],
    ['a', { after: null }, ['a', 'b c', 'd e', 'f']],
    ['f', { before: 'a' }, ['f a b c', 'd e']],
    ['b', { after: 'f', continuesSet: false }, ['a c', 'd e', 'f', 'b']],
    ['b', { after: 'a' }, ['a b c', 'd e', 'f']],
    ['b', { before: 'c' }, ['a b c', 'd e', 'f']],
    ['b', { after: 'b' }, ['a b c', 'd e', 'f']],
  ] as const)(
    '%s to %j',
    (name, place: { after?: string | null; before?: string; continuesSet?: boolean }, sets) => {
      const log = evening();
      const { before, after, ...rest } = place;
      moveEntry(
        log.doc,
        log.id(name),
        {
          ...rest,
          ...(before === undefined ? {} : { before: log.id(before) }),
          ...(after === undefined ? {} : { after: after === null ? null : log.id(after) }),
        },
        log.adding,
      );
      expect(log.sets).toEqual(sets);
    },
  );

  test('back and forth, and the sets are as they were', () => {
    const log = evening();
    moveEntry(log.doc, log.id('d'), { after: log.id('c') }, log.adding);
    moveEntry(log.doc, log.id('d'), { before: log.id('e') }, log.adding);
    expect(log.sets).toEqual(['a b c', 'd e', 'f']);
    joinSets(log.doc, log.id('e'), log.adding);
    expect(log.sets).toEqual(['a b c d e', 'f']);
  });

  test('to nowhere', () => {
    const { doc, adding } = evening();
    const id = readEntries(doc)[0]?.id ?? '';
    expect(faultOf(() => moveEntry(doc, id, { after: TUNE }, adding))).toEqual(['invalid', 'after']);
    expect(faultOf(() => moveEntry(doc, id, { before: TUNE }, adding))).toEqual(['invalid', 'before']);
    expect(faultOf(() => moveEntry(doc, TUNE, {}, adding))).toEqual(['not-found', undefined]);
    expect(faultOf(() => moveSet(doc, id, { after: TUNE }, adding))).toEqual(['invalid', 'after']);
  });
});

describe('sets', () => {
  test.each([
    ['e', { after: null }, ['d e', 'a b c', 'f']],
    ['b', { after: 'd' }, ['d e', 'a b c', 'f']],
    ['b', { before: 'f' }, ['d e', 'a b c', 'f']],
    ['f', { before: 'b' }, ['f', 'a b c', 'd e']],
    ['f', { before: 'e' }, ['a b c', 'f', 'd e']],
    ['a', {}, ['d e', 'f', 'a b c']],
    ['a', { after: 'b' }, ['a b c', 'd e', 'f']],
    ['d', { after: 'a' }, ['a b c', 'd e', 'f']],
  ] as const)(
    'the set of %s moves to %j',
    (name, place: { after?: string | null; before?: string }, sets) => {
      const log = evening();
      const { before, after } = place;
      const target = {
        ...(before === undefined ? {} : { before: log.id(before) }),
        ...(after === undefined ? {} : { after: after === null ? null : log.id(after) }),
      };
      moveSet(log.doc, log.id(name), target, log.adding);
      expect(log.sets).toEqual(sets);
    },
  );

  test('break and join', () => {
    const log = evening();
    breakSet(log.doc, log.id('b'), log.adding);
    expect(log.sets).toEqual(['a', 'b c', 'd e', 'f']);
    joinSets(log.doc, log.id('e'), log.adding);
    expect(log.sets).toEqual(['a', 'b c d e', 'f']);
    joinSets(log.doc, log.id('a'), log.adding);
    expect(log.sets).toEqual(['a', 'b c d e', 'f']);
  });

  test('without its first tune a set is still one; joining it then works', () => {
    const log = evening();
    deleteEntries(log.doc, [log.id('d')], log.adding);
    expect(log.sets).toEqual(['a b c', 'e', 'f']);
    joinSets(log.doc, log.id('e'), log.adding);
    expect(log.sets).toEqual(['a b c e', 'f']);
    restoreEntry(log.doc, log.id('d'), log.adding);
    expect(log.sets).toEqual(['a b c d e', 'f']);
  });

  test('a restored tune comes back to its place, and begins its set again', () => {
    const log = evening();
    deleteEntries(log.doc, [log.id('d'), log.id('b')], log.adding);
    expect(readBin(log.doc).map(({ name }) => name)).toEqual(['b', 'd']);
    restoreEntry(log.doc, log.id('d'), log.adding);
    expect(log.sets).toEqual(['a c', 'd e', 'f']);
  });
});

describe('at the same time', () => {
  test('move and edit: one tune with both', () => {
    const one = evening();
    const two = one.copy(2);
    moveEntry(one.doc, one.id('b'), { after: one.id('f') }, one.adding);
    changeTune(two.doc, two.id('b'), { name: 'B', key: 'Em' }, two.adding);
    one.meet(two);
    expect(one.sets).toEqual(['a c', 'd e', 'f B']);
    expect(two.sets).toEqual(one.sets);
  });

  test('move and move: one copy', () => {
    const one = evening();
    const two = one.copy(2);
    moveEntry(one.doc, one.id('b'), { after: one.id('f') }, one.adding);
    moveEntry(two.doc, two.id('b'), { after: two.id('d') }, two.adding);
    one.meet(two);
    expect(one.sets).toEqual(two.sets);
    expect(one.sets.join(' ').split(' ').sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  test('edit and delete: the bin holds the edited text', () => {
    const one = evening();
    const two = one.copy(2);
    deleteEntries(one.doc, [one.id('b')], one.adding);
    changeTune(two.doc, two.id('b'), { name: 'B' }, two.adding);
    one.meet(two);
    expect(readBin(one.doc)).toMatchObject([{ name: 'B' }]);
    restoreEntry(one.doc, one.id('B'), one.adding);
    one.meet(two);
    expect(two.sets).toEqual(['a B c', 'd e', 'f']);
  });

  test('two in the same gap, then a third between them', () => {
    const one = evening();
    const two = one.copy(2);
    one.add(['x'], { continues: true, after: 'b' });
    two.add(['y'], { continues: true, after: 'b' });
    one.meet(two);
    const [left = '', right = ''] = (one.sets[0] ?? '').split(' ').slice(2, 4);
    expect([left, right].sort()).toEqual(['x', 'y']);
    one.add(['between'], { continues: true, after: left });
    one.meet(two);
    expect(two.sets[0]).toBe(`a b ${left} between ${right} c`);
  });

  test('the same key twice, as another client may make it, then one between', () => {
    const one = evening();
    one.map('c').set('order', one.map('b').get('order'));
    one.add(['between'], { continues: true, after: 'b' });
    expect(one.sets[0]).toBe('a b between c');
  });

  test('the first two tunes of a set both go: the third does not slip into the set before', () => {
    const one = new TestLog(1, [['p'], ['x', 'y', 'z']]);
    const two = one.copy(2);
    moveEntry(one.doc, one.id('x'), { after: one.id('p') }, one.adding);
    deleteEntries(two.doc, [two.id('y')], two.adding);
    one.meet(two);
    expect(one.sets).toEqual(['p x', 'z']);
  });

  test('a set moves while someone adds to it: what was added is a set where it was', () => {
    const one = new TestLog(1, [['p'], ['x', 'y'], ['q']]);
    const two = one.copy(2);
    moveSet(one.doc, one.id('x'), {}, one.adding);
    two.add(['late'], { continues: true, after: 'y' });
    one.meet(two);
    expect(one.sets).toEqual(['p', 'late', 'q', 'x y']);
  });

  test('a set is broken while someone adds to it', () => {
    const one = evening();
    const two = one.copy(2);
    breakSet(one.doc, one.id('b'), one.adding);
    two.add(['c2'], { continues: true, after: 'c' });
    one.meet(two);
    expect(two.sets).toEqual(['a', 'b c c2', 'd e', 'f']);
  });
});
