import { expect, test } from 'vitest';
import { everyDay, spanWords, windowOf } from './windows.ts';

const now = Date.parse('2026-11-20T16:00:00Z');

test('a window ends today and has as many days as it says', () => {
  expect(windowOf('30', now)).toEqual({ days: 30, from: '2026-10-22', to: '2026-11-20' });
  expect(windowOf('12', now).days).toBe(90);
  expect(windowOf(null, now).from).toBe('2026-08-23');
});

test('days of which nothing is known are there with nothing', () => {
  const known = [{ date: '2026-11-19', generations: 2, selections: 1, failures: 0, published: 1 }];
  const days = everyDay(known, { from: '2026-11-18', to: '2026-11-20' });
  expect(days.map(({ date, generations }) => [date, generations])).toEqual([
    ['2026-11-18', 0],
    ['2026-11-19', 2],
    ['2026-11-20', 0],
  ]);
});

test('a span in the unit that fits', () => {
  expect(spanWords(3_000)).toBe('under a minute');
  expect(spanWords(40 * 60_000)).toBe('40 min');
  expect(spanWords(5 * 3_600_000)).toBe('5 h');
  expect(spanWords(3 * 86_400_000)).toBe('3 days');
});
