import { Rng } from '@ensemble/shared/core/rng';
import { expect, test } from 'vitest';
import { amountText, percentText, readAmount, readPercent, sayMoney, sayResult } from './amounts.ts';

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

test.each([
  ['84', 'EUR', 'en', 8400],
  ['84.5', 'EUR', 'en', 8450],
  ['€ 84.50', 'EUR', 'en', 8450],
  ['84,50 €', 'EUR', 'de', 8450],
  ['84,50', 'EUR', 'en', 8450],
  ['84.50', 'EUR', 'de', 8450],
  ['1,234', 'EUR', 'en', 123_400],
  ['1.234', 'EUR', 'de', 123_400],
  ['1,234.50', 'EUR', 'de', 123_450],
  ['1.234.567,89', 'EUR', 'en', 123_456_789],
  ['1 234,5', 'EUR', 'fr', 123_450],
  ['1’234.50', 'CHF', 'de-CH', 123_450],
  ['EUR 12', 'EUR', 'en', 1200],
  ['−3', 'EUR', 'en', -300],
  ['-0', 'EUR', 'en', 0],
  ['.5', 'EUR', 'en', 50],
  ['840', 'JPY', 'en', 840],
  ['1.234', 'KWD', 'en', 1234],
  ['84.500', 'EUR', 'en', 8450],
  ['0.29', 'EUR', 'en', 29],
])('%s in %s, typed by somebody reading %s, is %i', (text, currency, locale, minor) => {
  expect(readAmount(text, currency, locale)).toEqual({ value: minor });
});

test.each([
  ['84.005', 'EUR', 'en'],
  ['1.234', 'EUR', 'en'],
  ['84.5', 'JPY', 'en'],
  ['', 'EUR', 'en'],
  ['-', 'EUR', 'en'],
  ['.', 'EUR', 'en'],
  ['12a', 'EUR', 'en'],
  ['1,23,4', 'EUR', 'en'],
  ['1.2.3,4', 'EUR', 'de'],
  ['12e3', 'EUR', 'en'],
  ['USD 12', 'EUR', 'en'],
  ['99999999999999999', 'EUR', 'en'],
])('%s in %s is refused rather than guessed or rounded', (text, currency, locale) => {
  expect(readAmount(text, currency, locale)).toHaveProperty('message');
});

test('what a field shows is read back to the cent, in any locale', () => {
  const seed = Date.now() % 2 ** 31;
  const rng = new Rng(seed);
  for (let round = 0; round < 500; round++) {
    const currency = rng.pick(['EUR', 'JPY', 'KWD', 'CHF', 'XXX']);
    const locale = rng.pick(['en', 'de', 'fr', 'de-CH', 'pt', 'ar-EG', 'hi', 'sv']);
    const minor = rng.int(2_000_000_000_000) - 1_000_000_000_000;
    const shown = amountText(minor, currency, locale);
    expect(readAmount(shown, currency, locale), `seed ${seed}: ${shown} ${currency} ${locale}`).toEqual({
      value: minor,
    });
  }
});

test('rates are hundredths of a per cent', () => {
  expect(readPercent('12.5 %', 'en')).toEqual({ value: 1250 });
  expect(readPercent('12,5', 'de')).toEqual({ value: 1250 });
  expect(readPercent('1.005', 'en')).toHaveProperty('message');
  expect(percentText(1250, 'en')).toBe('12.5');
  expect(percentText(3000, 'de')).toBe('30');
});
