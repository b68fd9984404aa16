import { expect, test } from 'vitest';
import { eveningTitle } from './evening-words.ts';

const evening = (startsAt: string, isActive = false) => ({
  startsAt,
  date: startsAt.slice(0, 10),
  timezone: 'Europe/Dublin',
  isActive,
});

test.each([
  ['2026-11-20T20:00:00Z', '2026-11-20T18:00:00Z', false, 'Tonight'],
  ['2026-11-20T20:00:00Z', '2026-11-21T01:10:00Z', true, 'Tonight'],
  ['2026-11-20T20:00:00Z', '2026-11-21T09:00:00Z', false, 'Yesterday'],
  ['2026-11-20T20:00:00Z', '2026-11-19T09:00:00Z', false, 'Tomorrow'],
  ['2026-11-03T20:00:00Z', '2026-11-20T09:00:00Z', false, 'Tuesday 3 November'],
  ['2024-03-05T20:00:00Z', '2026-11-20T09:00:00Z', false, 'Tuesday, 5 March 2024'],
])('an evening of %s seen at %s (active: %s) is "%s"', (startsAt, now, active, title) => {
  expect(eveningTitle(evening(startsAt, active), Date.parse(now), 'en-GB')).toBe(title);
});
