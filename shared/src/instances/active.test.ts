import { expect, test } from 'vitest';
import { activeWindow, dueAutoCreates, isActiveAt, nextBoundary, type AutoCreateSession } from './active.ts';
import { Recurrence } from './recurrence.schema.ts';

const night = { startsAt: '2026-07-06T19:00:00.000Z', endsAt: '2026-07-06T22:00:00.000Z' };
const at = (time: string): number => Date.parse(`2026-07-06T${time}Z`);

test('an hour each side unless the session says', () => {
  expect(activeWindow(night)).toEqual({
    activeFrom: '2026-07-06T18:00:00.000Z',
    activeUntil: '2026-07-06T23:00:00.000Z',
  });
  expect(activeWindow(night, { activeBufferMinutesBefore: 0, activeBufferMinutesAfter: 15 })).toEqual({
    activeFrom: '2026-07-06T19:00:00.000Z',
    activeUntil: '2026-07-06T22:15:00.000Z',
  });
});

test('active from the first moment, not at the last', () => {
  const window = activeWindow(night);
  expect(
    ['17:59:59', '18:00:00', '22:59:59', '23:00:00'].map((time) => isActiveAt(window, at(time))),
  ).toEqual([false, true, true, false]);
  expect(nextBoundary(window, at('12:00:00'))).toBe(at('18:00:00'));
  expect(nextBoundary(window, at('18:00:00'))).toBe(at('23:00:00'));
  expect(nextBoundary(window, at('23:00:00'))).toBeNull();
});

const session: AutoCreateSession = {
  recurrence: Recurrence.parse({ type: 'weekly', daysOfWeek: [1] }),
  timezone: 'Europe/Dublin',
  defaultStartTime: '20:00',
  defaultEndTime: '23:00',
  autoCreateInstances: true,
};
const due = (change: Partial<AutoCreateSession>, now: string): string[] =>
  dueAutoCreates({ ...session, ...change }, Date.parse(now)).map(({ date }) => date);

test('an instance is due a day ahead, to the millisecond, and while it goes on', () => {
  expect(due({}, '2026-07-05T18:59:59.999Z')).toEqual([]);
  expect(due({}, '2026-07-05T19:00:00Z')).toEqual(['2026-07-06']);
  expect(due({}, '2026-07-06T21:59:59Z')).toEqual(['2026-07-06']);
  expect(due({}, '2026-07-06T22:00:00Z')).toEqual([]);
});

test('a week ahead there are two around the start', () => {
  expect(due({ autoCreateHoursAhead: 168 }, '2026-07-06T19:00:00Z')).toEqual(['2026-07-06', '2026-07-13']);
});

test('nothing is due for a session that does not create its own, or does not know when', () => {
  expect(due({ autoCreateInstances: false }, '2026-07-06T12:00:00Z')).toEqual([]);
  expect(due({ recurrence: null }, '2026-07-06T12:00:00Z')).toEqual([]);
  expect(due({ defaultStartTime: null }, '2026-07-06T12:00:00Z')).toEqual([]);
});
