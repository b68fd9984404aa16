import { describe, expect, test } from 'vitest';
import { Rng } from '@ensemble/shared/core/rng';
import { type TextEdit, editBetween, placeAfter } from './text-edit.ts';

const apply = (text: string, { at, removed, inserted }: TextEdit): string =>
  text.slice(0, at) + inserted + text.slice(at + removed);

describe('what was done to a field', () => {
  test('one letter typed is one letter inserted', () => {
    expect(editBetween('Warm up', 'Warm-up', 5)).toEqual({ at: 4, removed: 1, inserted: '-' });
    expect(editBetween('', 'W', 1)).toEqual({ at: 0, removed: 0, inserted: 'W' });
    expect(editBetween('Break', 'Break', 5)).toBeNull();
  });

  test('among equal letters the caret says which one is new', () => {
    expect(editBetween('aaa', 'aaaa', 2)).toEqual({ at: 1, removed: 0, inserted: 'a' });
    expect(editBetween('aaa', 'aaaa', 4)).toEqual({ at: 3, removed: 0, inserted: 'a' });
    expect(editBetween('aaa', 'aa', 1)).toEqual({ at: 1, removed: 1, inserted: '' });
  });

  test('a sign of two units is replaced whole', () => {
    expect(editBetween('a🎲b', 'a🎯b', 3)).toEqual({ at: 1, removed: 2, inserted: '🎯' });
  });

  test('whatever was done, doing it to the old text makes the new one', () => {
    const seed = Math.floor(Math.random() * 1e9);
    const rng = new Rng(seed);
    const words = () =>
      Array.from({ length: rng.int(9) }, () => rng.pick(['a', 'b', '🎲', '🎯', ' '])).join('');
    for (let round = 0; round < 2_000; round++) {
      const before = words();
      const after = words();
      const edit = editBetween(before, after, rng.int(after.length + 1));
      const made = edit ? apply(before, edit) : before;
      expect(made, `seed ${seed}, round ${round}`).toBe(after);
      expect(edit?.inserted.isWellFormed() ?? true, `seed ${seed}, round ${round}`).toBe(true);
    }
  });
});

describe('where a caret is after somebody else wrote', () => {
  test('behind what came before it, and still when it came behind', () => {
    expect(placeAfter([{ retain: 2 }, { insert: 'xyz' }], 5)).toBe(8);
    expect(placeAfter([{ retain: 6 }, { insert: 'xyz' }], 5)).toBe(5);
    expect(placeAfter([{ retain: 5 }, { insert: 'xyz' }], 5)).toBe(5);
    expect(placeAfter([{ retain: 5 }, { insert: 'xyz' }], 5, true)).toBe(8);
  });

  test('where the words around it were taken away it stands where they were', () => {
    expect(placeAfter([{ retain: 2 }, { delete: 6 }], 5)).toBe(2);
    expect(placeAfter([{ delete: 2 }], 5)).toBe(3);
    expect(placeAfter([{ retain: 7 }, { delete: 2 }], 5)).toBe(5);
    expect(placeAfter([{ delete: 2 }, { insert: 'xyz' }], 5)).toBe(6);
  });
});
