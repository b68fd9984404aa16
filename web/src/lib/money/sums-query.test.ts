import { expect, test } from 'vitest';
import { monthOf, readSumsQuery, sumsHref, sumSessionsHref, yearOf } from './sums-query.ts';

const read = (text: string) => readSumsQuery(new URLSearchParams(text), '2026-11-20');
const usual = { city: null, from: '2026-11-01', to: '2026-11-30', by: 'week', into: null };

test('months are whole, at the turn of the year and in February too', () => {
  expect(monthOf('2026-11-20')).toEqual({ from: '2026-11-01', to: '2026-11-30' });
  expect(monthOf('2026-12-31', 1)).toEqual({ from: '2027-01-01', to: '2027-01-31' });
  expect(monthOf('2027-01-15', -1)).toEqual({ from: '2026-12-01', to: '2026-12-31' });
  expect(monthOf('2028-01-31', 1)).toEqual({ from: '2028-02-01', to: '2028-02-29' });
  expect(yearOf('2026-11-20')).toEqual({ from: '2026-01-01', to: '2026-12-31' });
});

test('the address says which sums; what it says wrongly is as if it said nothing', () => {
  expect(read('')).toEqual(usual);
  expect(read('city=Lis%20bon&from=2026-13-40&to=2026-12-01&by=moon&into=EURO')).toEqual(usual);
  expect(read('from=2026-12-01&to=2026-11-01')).toEqual(usual);
  const asked = read('city=lisbon&from=2026-01-01&to=2026-03-31&by=trip&into=gbp');
  expect(asked).toEqual({ city: 'lisbon', from: '2026-01-01', to: '2026-03-31', by: 'trip', into: 'GBP' });
  expect(read(sumsHref(asked).split('?')[1] ?? '')).toEqual(asked);
});

test('the sessions of what has no key have an address too', () => {
  expect(sumSessionsHref(read('by=trip'), null)).toContain('by=trip&key=&');
});
