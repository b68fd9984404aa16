import { expect, test } from 'vitest';
import { followCaret } from './caret.ts';

test.each([
  ['behind the caret, it stays', 'a good night', 'a good night out', 6, 6],
  ['before the caret, it moves along', 'good night', 'a very good night', 10, 17],
  ['before the caret, words taken away', 'a very good night', 'good night', 17, 10],
  ['where the caret stood', 'one two three', 'one 2 three', 6, 5],
  ['at the caret itself, it stays before', 'ab', 'aXb', 1, 1],
  ['everything gone', 'abc', '', 2, 0],
])('an edit %s', (_name, before, after, at, expected) => {
  expect(followCaret(before, after, at)).toBe(expected);
});
