import { describe, expect, test } from 'vitest';
import { Recurrence, nextOccurrences } from '@ensemble/shared/instances';
import { editable, rhythmOf, toRhythm } from './recurrence-choice.ts';

const dates = (input: unknown) =>
  nextOccurrences(
    Recurrence.parse(input),
    { timezone: 'America/Chicago', startTime: '20:00' },
    Date.parse('2026-11-20T00:00Z'),
    4,
  ).map(({ date }) => date);

describe('the rhythms the form offers', () => {
  test('changing the rhythm keeps the weekdays, and every guess but an unfinished one is a valid recurrence', () => {
    const weekly = { type: 'weekly' as const, interval: 1, daysOfWeek: [2] };
    const monthly = toRhythm('monthly', weekly, '2026-11-20');
    expect(monthly).toMatchObject({ type: 'monthly', daysOfWeek: [2], setPositions: [1] });
    expect(dates(monthly)).toEqual(['2026-12-01', '2027-01-05', '2027-02-02', '2027-03-02']);
    expect(dates(toRhythm('one_time', weekly, '2026-11-25'))).toEqual(['2026-11-25']);
    expect(dates(toRhythm('month-day', weekly, '2026-11-15'))).toEqual([
      '2026-12-15',
      '2027-01-15',
      '2027-02-15',
      '2027-03-15',
    ]);
    expect(toRhythm('none', weekly, '2026-11-20')).toBeNull();
  });

  test('each shape is recognised again', () => {
    for (const rhythm of ['none', 'weekly', 'monthly', 'month-day', 'one_time'] as const) {
      expect(rhythmOf(toRhythm(rhythm, { type: 'weekly', daysOfWeek: [3] }, '2026-11-20'))).toBe(rhythm);
      expect(rhythmOf(toRhythm(rhythm, { type: 'weekly', daysOfWeek: [] }, '2026-11-20'))).toBe(rhythm);
    }
  });

  test('"monthly on the day it started" becomes editable without changing a date', () => {
    const stored = Recurrence.parse({ type: 'monthly', startDate: '2026-01-31' });
    const shown = editable(stored);
    expect(rhythmOf(shown)).toBe('month-day');
    expect(dates(shown)).toEqual(dates(stored));
  });
});
