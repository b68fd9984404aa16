import { expect, test } from 'vitest';
import { z } from 'zod';
import { Recurrence } from './recurrence.schema.ts';

const weekly = { type: 'weekly', daysOfWeek: [1] };
const monthly = { type: 'monthly', daysOfWeek: [2], setPositions: [1, 3] };

test.each([
  [weekly, { ...weekly, interval: 1, weekStart: 1 }],
  [
    { ...monthly, interval: 1 },
    { ...monthly, interval: 1, weekStart: 1 },
  ],
  [
    { type: 'one_time', date: '2025-12-25' },
    { type: 'one_time', date: '2025-12-25', interval: 1, weekStart: 1 },
  ],
  [
    { ...weekly, setPositions: [], date: null },
    { ...weekly, interval: 1, weekStart: 1 },
  ],
])('%j is accepted', (input, output) => {
  expect(Recurrence.parse(input)).toEqual(output);
});

test.each([
  ['type', { ...weekly, type: 'daily' }],
  ['interval', { ...weekly, interval: 0 }],
  ['interval', { ...weekly, interval: -1 }],
  ['interval', { ...weekly, interval: 1.5 }],
  ['interval', { ...weekly, interval: 100, startDate: '2026-08-06' }],
  ['daysOfWeek', { type: 'weekly' }],
  ['daysOfWeek.0', { ...weekly, daysOfWeek: [7] }],
  ['daysOfWeek.1', { ...weekly, daysOfWeek: [1, 1] }],
  ['startDate', { ...weekly, interval: 2 }],
  ['startDate', { ...monthly, interval: 3 }],
  ['startDate', { type: 'monthly' }],
  ['setPositions', { ...weekly, setPositions: [1] }],
  ['setPositions.0', { ...monthly, setPositions: [0] }],
  ['setPositions.1', { ...monthly, setPositions: [1, 6] }],
  ['setPositions.0', { ...monthly, daysOfWeek: [0, 1, 2, 3, 4, 5, 6], setPositions: [32] }],
  ['daysOfWeek', { type: 'monthly', setPositions: [1] }],
  ['date', { type: 'one_time' }],
  ['date', { type: 'one_time', date: '2025-02-29' }],
  ['date', { ...weekly, date: '2025-12-25' }],
  ['interval', { type: 'one_time', date: '2025-12-25', interval: 2 }],
  ['daysOfWeek', { type: 'one_time', date: '2025-12-25', daysOfWeek: [1] }],
  ['until', { ...weekly, startDate: '2026-08-06', until: '2026-08-05' }],
  ['until', { type: 'one_time', date: '2025-12-25', until: '2026-08-05' }],
  ['weekStart', { ...weekly, weekStart: 7 }],
  ['startTime', { ...weekly, startTime: '25:00' }],
  ['endTime', { ...weekly, endTime: '8pm' }],
])('a mistake in %s is told there', (path, input) => {
  const result = Recurrence.safeParse(input);
  expect(result.error?.issues.map((issue) => issue.path.join('.'))).toContain(path);
});

test('the n-th day of the month may be any of 31', () => {
  const everyDay = { type: 'monthly', daysOfWeek: [0, 1, 2, 3, 4, 5, 6], setPositions: [15, -31] };
  expect(Recurrence.safeParse(everyDay).success).toBe(true);
});

test.each([null, 'weekly', [], 7])('%j is refused', (input) => {
  expect(Recurrence.safeParse(input).success).toBe(false);
});

test('an unknown field is refused by name', () => {
  expect(Recurrence.safeParse({ ...weekly, everySoOften: true }).error?.message).toContain('everySoOften');
});

test('the schema can be written into the API description', () => {
  expect(z.toJSONSchema(Recurrence, { io: 'input' })).toMatchObject({ type: 'object', required: ['type'] });
});
