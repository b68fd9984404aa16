import { expect, test } from 'vitest';
import { clockWords, leftWords, paceWords } from './run-words.ts';

test('the clock', () => {
  expect(clockWords(0)).toBe('0:00');
  expect(clockWords(65_000)).toBe('1:05');
  expect(clockWords(59_001)).toBe('1:00');
  expect(clockWords(3_600_000)).toBe('1:00:00');
  expect(clockWords(-125_000)).toBe('2:05');
});

test('what is left, and what is over', () => {
  expect(leftWords(61_000)).toBe('2 minutes left');
  expect(leftWords(60_000)).toBe('1 minute left');
  expect(leftWords(59_000)).toBe('Under a minute left');
  expect(leftWords(0)).toBe('Time is up');
  expect(leftWords(-59_000)).toBe('Time is up');
  expect(leftWords(-60_000)).toBe('1 minute over');
});

test('the pace', () => {
  expect(paceWords({ lateMs: 29_000 })).toBe('on time');
  expect(paceWords({ lateMs: 300_000 })).toBe('5 minutes later than planned');
  expect(paceWords({ lateMs: -60_000 })).toBe('1 minute earlier than planned');
});
