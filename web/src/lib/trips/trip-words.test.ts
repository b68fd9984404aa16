import { expect, test } from 'vitest';
import { nextLook, sayAllocation, sayDays, sayRemaining } from './trip-words.ts';

const MINUTE = 60_000;

test('what is left is said coarser the further it is, by the second at the end', () => {
  const said = (ms: number) => sayRemaining(ms, 0);
  expect(said(14 * 24 * 60 * MINUTE)).toBe('14 days');
  expect(said(47 * 60 * MINUTE)).toBe('47 hours');
  expect(said(90 * MINUTE)).toBe('90 minutes');
  expect(said(9 * MINUTE + 5_000)).toBe('9:05');
  expect(said(1)).toBe('0:01');
  expect([said(0), said(-5)]).toEqual(['', '']);
});

test('nobody looks every second for days, and nobody misses the last minutes', () => {
  expect(nextLook(60 * MINUTE, 0)).toBe(15_000);
  expect(nextLook(10 * MINUTE, 0)).toBe(1000);
});

test('a trip says its days once each', () => {
  expect(sayDays({ from: '2031-05-02', to: '2031-05-02' }, 'en-GB')).toContain('2 May 2031');
  const range = sayDays({ from: '2031-05-02', to: '2031-05-04' }, 'en-GB');
  expect(range.match(/2031/g)).toHaveLength(1);
});

test('a trip says what it has', () => {
  const has = (seats: number) => ({ seats }) as Parameters<typeof sayAllocation>[0]['reservations'][number];
  expect(sayAllocation({ status: 'allocated', reservations: [has(12), has(12)] })).toBe(
    '12 seats in 2 sessions',
  );
  expect(sayAllocation({ status: 'planned', reservations: [] })).toBe('No seats yet');
  expect(sayAllocation({ status: 'released', reservations: [] })).toBe('Seats given back');
});
