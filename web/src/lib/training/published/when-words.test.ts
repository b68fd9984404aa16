import { expect, test } from 'vitest';
import { whenWords } from './when-words.ts';

const when = { startDate: '2026-11-24', startTime: '09:00', endTime: '12:30' };

test('a day and its times, as much of it as is known', () => {
  expect(whenWords(when, 'en-GB')).toBe('Tuesday, 24 November 2026, 09:00 – 12:30');
  expect(whenWords({ ...when, endTime: '' }, 'en-GB')).toBe('Tuesday, 24 November 2026, 09:00');
  expect(whenWords({ ...when, startDate: '' }, 'en-GB')).toBe('09:00 – 12:30');
  expect(whenWords({ startDate: '', startTime: '', endTime: '' }, 'en-GB')).toBe('');
});
