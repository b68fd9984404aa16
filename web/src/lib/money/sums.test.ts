import type { PnlGroupView } from '@ensemble/shared/agenda/pnl.schema';
import { addAmounts, noAmounts } from '@ensemble/shared/agenda/pnl-totals';
import { expect, test } from 'vitest';
import { allTogether, extents, sortGroups } from './sums.ts';

const total = (currency: string, ticketsMinor: number) => ({
  currency,
  ...addAmounts(noAmounts(), { ...noAmounts(), ticketsMinor }),
});
const usd = { from: 'USD', to: 'EUR', rate: '0.9', source: 'ECB', date: '2026-07-27' };
const group = (key: string | null, pax: number, totals: [string, number][], rated = true): PnlGroupView => ({
  key,
  instances: 1,
  pax,
  totals: totals.map(([currency, amount]) => total(currency, amount)),
  rates: [],
  converted: null,
  ...(rated ? {} : { converted: { total: null, missing: ['USD'] } }),
});
const groups = [
  group('york', 6, [['USD', 5000]]),
  group(null, 1, [['EUR', 100]]),
  group('lisbon', 6, [
    ['EUR', -700],
    ['USD', 20],
  ]),
  group('porto', 9, [['EUR', 900]]),
];

test('currencies stay apart, and one sum comes only by rates that are there', () => {
  const apart = allTogether(groups, null);
  expect(apart.totals.map(({ currency, sessionResult }) => [currency, sessionResult])).toEqual([
    ['EUR', 300],
    ['USD', 5020],
  ]);
  expect(apart.converted).toBeNull();
  const rated = groups.map((one) => ({
    ...one,
    converted: { total: { ...total('EUR', 100), rates: [usd] }, missing: [] },
  }));
  expect(allTogether(rated, 'EUR')).toMatchObject({
    converted: { currency: 'EUR', sessionResult: 400 },
    missing: [],
    rates: [usd],
  });
  expect(allTogether([...rated, group('berlin', 1, [['USD', 1]], false)], 'EUR')).toMatchObject({
    converted: null,
    missing: ['USD'],
  });
  expect(allTogether([], 'EUR').converted).toMatchObject({ currency: 'EUR', sessionResult: 0 });
});

test('rows are sorted by name, by people, or by result within a currency; what has no key is last by name', () => {
  const keys = (sort: 'name' | 'result' | 'people') =>
    sortGroups(
      groups,
      sort,
      ({ key }) => key ?? 'a',
      (a, b) => a.localeCompare(b),
    ).map(({ key }) => key);
  expect(keys('name')).toEqual(['lisbon', 'porto', 'york', null]);
  expect(keys('people')).toEqual(['porto', 'lisbon', 'york', null]);
  expect(keys('result')).toEqual(['porto', null, 'lisbon', 'york']);
});

test('bars of one currency share a scale with zero in it', () => {
  expect([...extents(groups)]).toEqual([
    ['USD', { min: 0, max: 5000 }],
    ['EUR', { min: -700, max: 900 }],
  ]);
});
