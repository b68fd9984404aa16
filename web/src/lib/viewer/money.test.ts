import { expect, test } from 'vitest';
import { sayMoney, sayResult, sayRoughly, sayShare } from './money.ts';

/** Intl writes spaces that do not break; here they only get in the way. */
const plain = (text: string) => text.replaceAll(/\s/g, ' ');

test('money is written as the locale does, with the currency’s own digits', () => {
  expect(plain(sayMoney(8400, 'EUR', 'en-IE'))).toBe('€84.00');
  expect(plain(sayMoney(8400, 'EUR', 'de'))).toBe('84,00 €');
  expect(plain(sayMoney(840, 'JPY', 'en'))).toBe('¥840');
  expect(plain(sayMoney(12_345, 'KWD', 'en'))).toBe('KWD 12.345');
  expect(sayMoney(2500, 'XXX', 'en')).toBe('25.00');
  expect(sayResult(1500, 'EUR', 'en')).toBe('+€15.00');
  expect(sayResult(-1500, 'EUR', 'en')).toBe('-€15.00');
  expect(sayResult(0, 'EUR', 'en')).toBe('€0.00');
});

test('an amount too large for cents as a float keeps its cent', () => {
  expect(sayMoney(9_007_199_254_740_991, 'EUR', 'en')).toBe('€90,071,992,547,409.91');
});

test('an axis is rough, and a share is per cent', () => {
  expect(sayRoughly(123_456, 'EUR', 'en')).toBe('€1.2K');
  expect(sayShare(0.3125, 'en')).toBe('31%');
});
