import { expect, test } from 'vitest';
import { inUse, RateSchema } from './rates.ts';

const view = (id: string, from: string, to: string, date: string) => ({
  id,
  from,
  to,
  rate: '1.1',
  source: 'ECB',
  date,
  version: 1,
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-01T00:00:00Z',
});

test('of each pair the latest counts, in its own direction', () => {
  const rates = [
    view('old', 'GBP', 'EUR', '2026-01-01'),
    view('new', 'GBP', 'EUR', '2026-02-01'),
    view('back', 'EUR', 'GBP', '2025-02-01'),
  ];
  expect([...inUse(rates)].toSorted()).toEqual(['back', 'new']);
});

const draft = { from: 'GBP', to: 'EUR', rate: ' 1,15 ', source: ' the bank ', date: '2026-07-01' };

test('a comma is a point', () => {
  expect(RateSchema.parse(draft)).toEqual({ ...draft, rate: '1.15', source: 'the bank' });
});

test.each([
  [{ from: null }, 'from'],
  [{ to: 'GBP' }, 'to'],
  [{ rate: '0' }, 'rate'],
  [{ rate: '1.000,5' }, 'rate'],
  [{ source: ' ' }, 'source'],
  [{ date: null }, 'date'],
])('%o is pointed at', (fields, path) => {
  const parsed = RateSchema.safeParse({ ...draft, ...fields });
  expect(parsed.error?.issues[0]?.path.join('.')).toBe(path);
});
