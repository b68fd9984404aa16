import { expect, test } from 'vitest';
import { instantAt, wallClockOf } from './played-at.ts';

const begins = '2026-11-20T20:00:00.000Z'; // Dublin, winter: 20:00

test.each([
  ['21:15', '2026-11-20T21:15:00.000Z'],
  ['19:30', '2026-11-20T19:30:00.000Z'],
  ['00:40', '2026-11-21T00:40:00.000Z'],
])('%s on a night that begins at 20:00', (time, instant) => {
  expect(instantAt(time, begins, 'Europe/Dublin')).toBe(instant);
  expect(wallClockOf(instant, 'Europe/Dublin')).toBe(time);
});

test('the clock is the session’s, not the viewer’s', () => {
  expect(instantAt('20:30', '2026-07-07T01:00:00.000Z', 'America/Chicago')).toBe('2026-07-07T01:30:00.000Z');
});
