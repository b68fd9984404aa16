import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readDecimal, writeDecimal } from './decimals.ts';

test.each([
  ['12.50', 2, 1250],
  ['12,5', 2, 1250],
  ['12', 2, 1200],
  ['.5', 2, 50],
  ['0', 2, 0],
  ['-3.20', 2, -320],
  ['−3', 2, -300],
  ['1 250,00', 2, 125_000],
  ["1'250.00", 2, 125_000],
  ['1500', 0, 1500],
  ['1.234', 3, 1234],
  ['', 2, null],
  ['  ', 2, null],
])('%j with %i digits is %s', (text, digits, value) => {
  expect(readDecimal(text, digits)).toBe(value);
});

test.each([
  ['12.505', 2],
  ['1.5', 0],
  ['1.500', 2],
  ['1.500', 0],
  ['twelve', 2],
  ['1,250.00', 2],
  ['.', 2],
  ['-', 2],
  ['1e3', 2],
])('%j with %i digits is no amount, rather than a cent wrong', (text, digits) => {
  expect(readDecimal(text, digits)).toBeNaN();
});

test('what is written is read again as the same, in every currency', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 }),
      fc.constantFrom(0, 2, 3, 4),
      (value, digits) => {
        expect(readDecimal(writeDecimal(value, digits), digits)).toBe(value);
      },
    ),
  );
});
