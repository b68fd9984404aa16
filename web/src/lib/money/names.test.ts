import { expect, test } from 'vitest';
import { nameOf } from './names.ts';

test('a week is said by its days, at the turn of the year too', () => {
  expect(nameOf('week', '2026-W53', new Map(), 'en-GB').replaceAll(/\s/g, ' ')).toBe(
    '28 Dec 2026 – 3 Jan 2027',
  );
});

test('a key has its name; without one it is said what is gone, never an id', () => {
  const id = 'a'.repeat(24);
  expect(nameOf('stack', id, new Map([[id, 'Harbour walk']]), 'en')).toBe('Harbour walk');
  expect(nameOf('stack', id, new Map(), 'en')).toBe('Deleted stack');
  expect(nameOf('guide', 'Rosa', new Map(), 'en')).toBe('Rosa');
  expect(nameOf('trip', null, new Map(), 'en')).toBe('Booked without a trip');
  expect(nameOf('trip', '', new Map(), 'en')).toBe('Booked without a trip');
});
