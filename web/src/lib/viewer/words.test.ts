import { expect, test } from 'vitest';
import { capital, count } from './words.ts';

test('counts are said plainly', () => {
  expect(count(1, 'tune')).toBe('1 tune');
  expect(count(2, 'tune')).toBe('2 tunes');
  expect(count(0, 'person', 'people')).toBe('0 people');
});

test('a sentence begins with a capital', () => {
  expect(capital('slip jig')).toBe('Slip jig');
  expect(capital('')).toBe('');
});
