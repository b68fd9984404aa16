import { expect, test } from 'vitest';
import { Recurrence } from './recurrence.schema.ts';
import { describeRecurrence } from './words.ts';

const week = [0, 1, 2, 3, 4, 5, 6];
const at8 = { startTime: '20:00', timezone: 'America/Chicago', city: 'Austin' };
const plain = { timezone: 'America/Chicago' };
const fortnightly = { type: 'weekly', interval: 2, daysOfWeek: [4], startDate: '2026-08-04' };

test.each([
  [{ type: 'weekly', daysOfWeek: [1] }, { ...at8, endTime: '23:00' }, 'Every Monday, 20:00–23:00 in Austin'],
  [{ type: 'weekly', daysOfWeek: [0, 5, 1] }, plain, 'Every Monday, Friday and Sunday'],
  [{ type: 'weekly', daysOfWeek: week }, plain, 'Every day'],
  [fortnightly, plain, 'Every second Thursday, starting 6 August 2026'],
  [
    { ...fortnightly, daysOfWeek: [4, 2], interval: 13 },
    plain,
    'Every 13th week on Tuesday and Thursday, starting 4 August 2026',
  ],
  [{ type: 'weekly', startDate: '2026-08-06' }, plain, 'Every Thursday, starting 6 August 2026'],
  [
    { type: 'weekly', daysOfWeek: [1], until: '2026-12-21' },
    at8,
    'Every Monday, 20:00 in Austin, until 21 December 2026',
  ],
  [
    { type: 'monthly', daysOfWeek: [2], setPositions: [3, 1] },
    at8,
    'First and third Tuesday of the month, 20:00 in Austin',
  ],
  [
    { type: 'monthly', daysOfWeek: [4, 2], setPositions: [1, -1] },
    plain,
    'First and last Tuesday and Thursday of the month',
  ],
  [
    { type: 'monthly', daysOfWeek: [5], setPositions: [5] },
    plain,
    'Fifth Friday of the month (skips months that have none)',
  ],
  [
    { type: 'monthly', daysOfWeek: [5], setPositions: [5, 1] },
    plain,
    'First and fifth Friday of the month (skips the fifth in months that have none)',
  ],
  [
    { type: 'monthly', daysOfWeek: [0], setPositions: [-1], interval: 2, startDate: '2026-03-01' },
    plain,
    'Last Sunday of every second month, starting 29 March 2026',
  ],
  [{ type: 'monthly', daysOfWeek: [5], setPositions: [-2] }, plain, 'Second-to-last Friday of the month'],
  [{ type: 'monthly', daysOfWeek: [5] }, plain, 'Every Friday of the month'],
  [{ type: 'monthly', daysOfWeek: week, setPositions: [-1] }, plain, 'On the last day of the month'],
  [
    { type: 'monthly', daysOfWeek: week, setPositions: [1, 22] },
    plain,
    'On the 1st and the 22nd of the month',
  ],
  [
    { type: 'monthly', startDate: '2026-01-31' },
    plain,
    'On the 31st of the month (skips months that have none)',
  ],
  [
    { type: 'monthly', startDate: '2026-01-12', interval: 3 },
    plain,
    'On the 12th of every third month, starting 12 January 2026',
  ],
  [{ type: 'one_time', date: '2025-12-25' }, plain, 'Thursday 25 December 2025'],
  [
    { type: 'one_time', date: '2025-12-25', startTime: '21:00', endTime: '01:00' },
    plain,
    'Thursday 25 December 2025, 21:00–01:00 (Chicago time)',
  ],
] as const)('%j', (input, options, words) => {
  expect(describeRecurrence(Recurrence.parse(input), options)).toBe(words);
});

test('dates are written as the reader writes them', () => {
  const christmas = Recurrence.parse({ type: 'one_time', date: '2025-12-25' });
  expect(describeRecurrence(christmas, { ...plain, locale: 'en-US' })).toBe('Thursday, December 25, 2025');
});
