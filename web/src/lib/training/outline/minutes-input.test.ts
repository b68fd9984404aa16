import { expect, test } from 'vitest';
import { readMinutes } from './minutes-input.ts';

test.each([
  ['20', 20],
  [' 20 min ', 20],
  ['0', 0],
  ['1:30', 90],
  ['1h', 60],
  ['1 h 15', 75],
  ['2 hours', 120],
  ['1440', 1440],
])('%j is %i minutes', (text, minutes) => {
  expect(readMinutes(text)).toEqual({ minutes });
});

test.each(['-5', '−5', '', 'soon', '2.5', '1441', '24:01', '1:2:3'])('%j is refused in words', (text) => {
  const read = readMinutes(text);
  expect('error' in read && read.error).toMatch(/\w+ .*\.$/);
});
