import { expect, test } from 'vitest';
import { addToClock, nominalMinutes, resolveSpan, resolveWallClock, toWallClock } from './wall-clock.ts';

test.each([
  ['2026-07-06', '20:00', 'Europe/Dublin', '2026-07-06T19:00:00Z', null],
  ['2026-03-08', '02:30', 'America/Chicago', '2026-03-08T08:30:00Z', 'gap'],
  ['2026-11-01', '01:30', 'America/Chicago', '2026-11-01T06:30:00Z', 'overlap'],
  ['2026-10-25', '02:30', 'Europe/Madrid', '2026-10-25T00:30:00Z', 'overlap'],
  ['2026-10-04', '02:15', 'Australia/Lord_Howe', '2026-10-03T15:45:00Z', 'gap'],
  ['2011-12-30', '10:00', 'Pacific/Apia', '2011-12-30T20:00:00Z', 'gap'],
  ['2011-12-29', '23:59', 'Pacific/Apia', '2011-12-30T09:59:00Z', null],
  ['2011-12-31', '00:00', 'Pacific/Apia', '2011-12-30T10:00:00Z', null],
  ['2026-06-01', '00:15', 'Asia/Kathmandu', '2026-05-31T18:30:00Z', null],
  ['2026-06-01', '12:00', 'UTC', '2026-06-01T12:00:00Z', null],
] as const)('%s %s in %s', (date, time, zone, instant, adjust) => {
  expect(resolveWallClock(date, time, zone)).toEqual({ instantMs: Date.parse(instant), adjust });
});

test('what was not adjusted is shown on the wall again', () => {
  for (let hour = 0; hour < 24; hour++) {
    const time = `${String(hour).padStart(2, '0')}:45`;
    const { instantMs } = resolveWallClock('2026-05-17', time, 'America/St_Johns');
    expect(toWallClock(instantMs, 'America/St_Johns')).toEqual({ date: '2026-05-17', time });
  }
});

test('what was in a gap is shown later by its length', () => {
  const { instantMs } = resolveWallClock('2026-03-08', '02:30', 'America/Chicago');
  expect(toWallClock(instantMs, 'America/Chicago')).toEqual({ date: '2026-03-08', time: '03:30' });
});

test('an end at or before the start is the next day', () => {
  expect(nominalMinutes('20:00', '23:00')).toBe(180);
  expect(nominalMinutes('21:30', '01:00')).toBe(210);
  expect(nominalMinutes('20:00', '20:00')).toBe(1440);
  expect(addToClock('21:30', 210)).toBe('01:00');
});

test('a night past midnight, through the spring change, lasts as long as it says', () => {
  expect(resolveSpan('2026-03-28', '23:30', '03:30', 'Europe/Madrid')).toEqual({
    startsAt: '2026-03-28T22:30:00.000Z',
    endsAt: '2026-03-29T02:30:00.000Z',
    adjust: null,
  });
});
