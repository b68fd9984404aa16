import type { InstanceView } from '@ensemble/shared/instances/instances.schema';
import { expect, test } from 'vitest';
import { clockNote, doneWords, writeWords } from './generation-words.ts';
import type { Groups } from './generation.svelte.ts';

const session = (date: string, startTime: string, endTime: string, timezone = 'Europe/Lisbon') =>
  ({ title: 'Night walk', date, startTime, endTime, timezone }) as InstanceView;

test('an hour that is skipped, comes twice or lies inside is said', () => {
  expect(clockNote(session('2027-03-28', '01:30', '03:00'), 'en-GB')).toBe(
    'Sun 28 March: the clocks go forward and there is no 01:30. Night walk starts at 02:30.',
  );
  expect(clockNote(session('2027-10-31', '01:30', '03:00'), 'en-GB')).toContain('01:30 comes twice');
  expect(clockNote(session('2027-03-27', '23:30', '02:30'), 'en-GB')).toContain('ends at 03:30');
  expect(clockNote(session('2027-03-27', '18:00', '19:30'), 'en-GB')).toBe(null);
  expect(clockNote(session('2027-03-28', '18:00', '19:30'), 'en-GB')).toBe(null);
});

test('a day that a zone leaves out', () => {
  expect(clockNote(session('2011-12-30', '18:00', '19:00', 'Pacific/Apia'), 'en-GB')).toMatch(
    /starts at Sat,? 31 December 18:00/,
  );
});

const groups = (created: number, updated: object[] = [], conflicting = 0): Groups => ({
  created: Array.from({ length: created }, () => session('2027-01-01', '18:00', '19:00')),
  updated: updated as Groups['updated'],
  conflicting: Array.from({ length: conflicting }, () => ({}) as Groups['conflicting'][number]),
  unchanged: [],
});

test('the button says what it does, and the result what it did', () => {
  expect(writeWords(groups(17))).toBe('Generate 17 sessions');
  expect(writeWords(groups(1))).toBe('Generate 1 session');
  expect(writeWords(groups(17, [{ changes: [] }]))).toBe('Generate 17 sessions and change 1');
  expect(writeWords(groups(0, [{ changes: [] }]))).toBe('Change 1 session');
  expect(writeWords(groups(0, [], 3))).toBe(null);
  const withdrawn = { changes: [{ field: 'status', from: 'scheduled', to: 'cancelled' }] };
  expect(doneWords(groups(17, [{ changes: [] }, withdrawn], 2))).toBe(
    '17 sessions made, 1 changed, 1 withdrawn, 2 left alone.',
  );
  expect(doneWords(groups(0))).toBe('Nothing was to be done.');
});
