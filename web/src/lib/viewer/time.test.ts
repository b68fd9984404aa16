import { describe, expect, test } from 'vitest';
import {
  countdown,
  daysApart,
  sameClock,
  sayAgo,
  sayDate,
  sayDay,
  sayExactly,
  sayLocalTime,
  sayWhen,
  zoneCity,
} from './time.ts';

const dublin = { locale: 'en-IE', zone: 'Europe/Dublin' };
const austin = { locale: 'en-US', zone: 'America/Chicago' };
const at = (text: string) => Date.parse(text);

describe('times as people say them', () => {
  test('an evening today is tonight, with its clock time', () => {
    expect(sayWhen(at('2026-11-20T20:00Z'), at('2026-11-20T10:00Z'), dublin)).toBe('tonight 20:00');
  });
  test('within the hour it counts down', () => {
    expect(sayWhen(at('2026-11-20T20:00Z'), at('2026-11-20T19:48Z'), dublin)).toBe('in 12 minutes');
    expect(sayWhen(at('2026-11-20T20:00Z'), at('2026-11-20T19:59:30Z'), dublin)).toBe('in a minute');
  });
  test('after midnight the same night is tomorrow, though only hours away', () => {
    expect(sayDay(at('2026-11-21T00:30Z'), at('2026-11-20T23:00Z'), dublin)).toBe('tomorrow');
  });
  test('days are counted where the session is, not in UTC', () => {
    // 02:00 UTC on the 21st is still the evening of the 20th in Austin.
    expect(sayWhen(at('2026-11-21T02:00Z'), at('2026-11-20T17:00Z'), austin)).toMatch(/^tonight 8:00\sPM$/);
  });
  test('a day counts as one across the change of the clocks', () => {
    expect(daysApart(at('2026-03-29T12:00Z'), at('2026-03-28T12:00Z'), 'Europe/Dublin')).toBe(1);
    expect(daysApart(at('2026-10-26T00:30Z'), at('2026-10-24T23:30Z'), 'Europe/Dublin')).toBe(1);
  });
  test('this week has a weekday, later a date, another year its year', () => {
    const now = at('2026-11-20T10:00Z');
    expect(sayDay(at('2026-11-24T20:00Z'), now, dublin)).toBe('Tuesday');
    expect(sayDay(at('2026-12-08T20:00Z'), now, dublin)).toMatch(/Tue.*8.*Dec/);
    expect(sayDay(at('2027-01-05T20:00Z'), now, dublin)).toContain('2027');
  });
  test('what happened is said as ago', () => {
    const now = at('2026-11-20T22:00Z');
    expect(sayAgo(now - 20_000, now, dublin)).toBe('just now');
    expect(sayAgo(now - 12 * 60_000, now, dublin)).toBe('12 minutes ago');
    expect(sayAgo(now - 3 * 3_600_000, now, dublin)).toBe('3 hours ago');
  });
  test('the exact time names day, year and zone', () => {
    expect(sayExactly(at('2026-07-03T19:00Z'), dublin)).toMatch(/Friday.*3 July 2026.*20:00.*IST|GMT\+1/);
  });
  test('dates and times without a zone keep their day and hour', () => {
    expect(sayDate('2026-11-24', 'en-IE')).toMatch(/Tue.*24 November/);
    expect(sayLocalTime('00:30', 'en-IE')).toBe('00:30');
    expect(sayLocalTime('01:30', 'en-GB')).toBe('01:30');
    expect(sayLocalTime('01:30', 'de')).toBe('01:30');
    expect(sayLocalTime('01:30', 'en-US')).toBe('1:30\u00a0AM');
  });
  test('zones are named by city, and only differ when their clocks do', () => {
    expect(zoneCity('America/Argentina/Buenos_Aires')).toBe('Buenos Aires');
    expect(sameClock(at('2026-11-20T20:00Z'), 'Europe/Dublin', 'Europe/London')).toBe(true);
    expect(sameClock(at('2026-11-20T20:00Z'), 'Europe/Dublin', 'America/Chicago')).toBe(false);
  });
});

test('time runs down in minutes and seconds, never below nothing', () => {
  expect([15 * 60_000, 61_000, 60_000, 8_400, 0, -5].map(countdown)).toEqual([
    '15:00',
    '1:01',
    '1:00',
    '0:09',
    '0:00',
    '0:00',
  ]);
});
