import { expect, test } from 'vitest';
import { convert, decimalOf, minorDigits, rateFor, shareOfBps, shareOut } from './money.ts';
import { ExchangeRate } from './overlay.schema.ts';

const rate = (from: string, to: string, value: string, date = '2026-07-01'): ExchangeRate =>
  ExchangeRate.parse({ from, to, rate: value, source: 'ECB', date });

test('each currency has its own minor unit', () => {
  expect(['EUR', 'JPY', 'KWD', 'XXX'].map(minorDigits)).toEqual([2, 0, 3, 2]);
  expect(decimalOf(-5, 'EUR')).toBe('-0.05');
  expect(decimalOf(123_456, 'EUR')).toBe('1234.56');
  expect(decimalOf(1500, 'JPY')).toBe('1500');
  expect(decimalOf(1500, 'KWD')).toBe('1.500');
});

test('conversion is exact decimals between different minor units, halves away from zero', () => {
  expect(convert(10_000, rate('EUR', 'JPY', '171.255'))).toBe(17_126);
  expect(convert(1000, rate('JPY', 'EUR', '0.00584'))).toBe(584);
  expect(convert(3, rate('EUR', 'USD', '1.5'))).toBe(5);
  expect(convert(-3, rate('EUR', 'USD', '1.5'))).toBe(-5);
  expect(() => convert(10 ** 12, rate('EUR', 'USD', '999999999999'))).toThrow(RangeError);
});

test('the latest written-down rate counts; the inverse is not one', () => {
  const rates = [rate('EUR', 'USD', '1.1', '2026-01-01'), rate('EUR', 'USD', '1.2', '2026-02-01')];
  expect(rateFor('EUR', 'USD', rates)?.rate).toBe('1.2');
  expect(rateFor('USD', 'EUR', rates)).toBe(null);
});

test.each(['0', '0.000', '-1', '1e3', '1.', ''])('a rate of %j is none', (value) => {
  const given = { from: 'EUR', to: 'USD', rate: value, source: 'ECB', date: '2026-07-01' };
  expect(ExchangeRate.safeParse(given).success).toBe(false);
});

test('shares add up to the whole, the odd cents to the largest remainders', () => {
  expect(shareOut(100, [1, 1, 1])).toEqual([34, 33, 33]);
  expect(shareOut(-100, [1, 1, 1])).toEqual([-34, -33, -33]);
  expect(shareOut(10, [0, 3, 3])).toEqual([0, 5, 5]);
  expect(shareOut(7, [0, 0])).toEqual([7, 0]);
  expect(shareOut(1000, [5, 4, 3]).reduce((sum, share) => sum + share, 0)).toBe(1000);
});

test('a commission of 12.5 % on 9.99', () => {
  expect(shareOfBps(999, 1250)).toBe(125);
});
