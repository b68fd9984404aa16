import { expect, test } from 'vitest';
import { AppError } from '../core/errors.ts';
import { expandRecurrence, nextOccurrences, type OccurrenceTimes } from './expand.ts';
import { Recurrence } from './recurrence.schema.ts';

const rule = (input: object): Recurrence => Recurrence.parse(input);
const mondays = rule({ type: 'weekly', daysOfWeek: [1] });
const austin: OccurrenceTimes = { timezone: 'America/Chicago', startTime: '20:00', endTime: '23:00' };
const dates = (occurrences: { date: string }[]): string[] => occurrences.map(({ date }) => date);

function faultOf(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error instanceof AppError ? [error.code, error.fields[0]?.path] : error;
  }
  return 'nothing was refused';
}

test('an occurrence has its local times and its instants', () => {
  expect(expandRecurrence(mondays, austin, { from: '2026-07-01', to: '2026-07-07' })).toEqual([
    {
      date: '2026-07-06',
      startTime: '20:00',
      endTime: '23:00',
      startsAt: '2026-07-07T01:00:00.000Z',
      endsAt: '2026-07-07T04:00:00.000Z',
      adjust: null,
    },
  ]);
});

test('both local days of a window are inside it', () => {
  expect(dates(expandRecurrence(mondays, austin, { from: '2026-07-06', to: '2026-07-13' }))).toEqual([
    '2026-07-06',
    '2026-07-13',
  ]);
});

test('the last local day counts even where it is the next day in UTC, and the day before where it is not', () => {
  const until = rule({ type: 'weekly', daysOfWeek: [1], until: '2026-07-06' });
  const window = { from: '2026-07-01', to: '2026-07-31' };
  expect(dates(expandRecurrence(until, austin, window))).toEqual(['2026-07-06']);
  expect(dates(expandRecurrence(until, { timezone: 'Asia/Kathmandu', startTime: '01:00' }, window))).toEqual([
    '2026-07-06',
  ]);
});

test("the recurrence's own times come before the session's", () => {
  const late = rule({ type: 'weekly', daysOfWeek: [1], startTime: '22:00', endTime: '01:00' });
  expect(expandRecurrence(late, austin, { from: '2026-07-06', to: '2026-07-06' })).toMatchObject([
    { startTime: '22:00', endTime: '01:00', endsAt: '2026-07-07T06:00:00.000Z' },
  ]);
});

test('without an end, a length', () => {
  const times = { timezone: 'UTC', startTime: '22:00' };
  const window = { from: '2026-07-06', to: '2026-07-06' };
  expect(expandRecurrence(mondays, times, window)).toMatchObject([{ endTime: '01:00' }]);
  expect(expandRecurrence(mondays, { ...times, durationMinutes: 45 }, window)).toMatchObject([
    { endTime: '22:45' },
  ]);
});

test('the day after a skipped one is not a second occurrence, wherever the window starts', () => {
  const rule2 = rule({ type: 'weekly', daysOfWeek: [5, 6] });
  const apia = { timezone: 'Pacific/Apia', startTime: '10:00' };
  expect(dates(expandRecurrence(rule2, apia, { from: '2011-12-30', to: '2011-12-31' }))).toEqual([
    '2011-12-30',
  ]);
  expect(expandRecurrence(rule2, apia, { from: '2011-12-31', to: '2011-12-31' })).toEqual([]);
});

test('what cannot be expanded is refused at its field', () => {
  const window = { from: '2026-07-01', to: '2026-07-31' };
  const bare = { interval: 1, weekStart: 1 } as const;
  expect(faultOf(() => expandRecurrence(mondays, { timezone: 'UTC' }, window))).toEqual([
    'invalid',
    'startTime',
  ]);
  expect(faultOf(() => expandRecurrence({ ...bare, type: 'weekly' }, austin, window))).toEqual([
    'invalid',
    'daysOfWeek',
  ]);
  expect(faultOf(() => expandRecurrence({ ...mondays, interval: 2 }, austin, window))).toEqual([
    'invalid',
    'startDate',
  ]);
  expect(faultOf(() => expandRecurrence(mondays, austin, { from: '2026-01-01', to: '2032-01-01' }))).toEqual([
    'invalid',
    'to',
  ]);
  expect(faultOf(() => expandRecurrence(mondays, austin, { from: '2026-01-02', to: '2026-01-01' }))).toEqual([
    'invalid',
    'to',
  ]);
  expect(faultOf(() => expandRecurrence(mondays, austin, { from: 'soon', to: '2026-01-01' }))).toEqual([
    'invalid',
    'from',
  ]);
});

test('the next dates, from now on', () => {
  const now = Date.parse('2026-07-07T01:00:00Z');
  expect(dates(nextOccurrences(mondays, austin, now, 3))).toEqual(['2026-07-06', '2026-07-13', '2026-07-20']);
  expect(dates(nextOccurrences(mondays, austin, now + 1, 1))).toEqual(['2026-07-13']);
});

test('rare days are found, and a day that never comes ends the search', () => {
  const now = Date.parse('2026-07-07T00:00:00Z');
  const next = (input: object): string[] => dates(nextOccurrences(rule(input), austin, now, 2));
  const fifthFriday = { type: 'monthly', interval: 12, daysOfWeek: [5], setPositions: [5] };
  expect(next({ ...fifthFriday, startDate: '2026-02-01' })).toEqual(['2036-02-29', '2064-02-29']);
  expect(next({ type: 'monthly', interval: 12, startDate: '2024-02-29' })).toEqual([
    '2028-02-29',
    '2032-02-29',
  ]);
  const thirtiethOfFebruary = {
    type: 'monthly',
    interval: 12,
    daysOfWeek: [0, 1, 2, 3, 4, 5, 6],
    setPositions: [30],
  };
  expect(next({ ...thirtiethOfFebruary, startDate: '2026-02-01' })).toEqual([]);
});

test('one that is over, one that is far away, one that has ended', () => {
  const now = Date.parse('2026-07-07T00:00:00Z');
  const next = (input: object): string[] => dates(nextOccurrences(rule(input), austin, now, 5));
  expect(next({ type: 'one_time', date: '2025-12-25' })).toEqual([]);
  expect(next({ type: 'one_time', date: '2126-12-25' })).toEqual(['2126-12-25']);
  expect(next({ type: 'weekly', daysOfWeek: [1], until: '2026-07-13' })).toEqual([
    '2026-07-06',
    '2026-07-13',
  ]);
  expect(next({ type: 'weekly', interval: 99, startDate: '2099-01-01' })[0]).toBe('2099-01-01');
});
