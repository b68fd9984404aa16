import { expect, test } from 'vitest';
import { rhythmOf, seasonOf, suggestAtmosphere } from './atmosphere.ts';

test.each([
  ['2026-02-28', 'Europe/Lisbon', 'winter'],
  ['2026-03-01', 'Europe/Lisbon', 'spring'],
  ['2026-07-06', 'Europe/Lisbon', 'summer'],
  ['2026-12-01', 'Europe/Lisbon', 'winter'],
  ['2026-12-01', 'Australia/Melbourne', 'summer'],
  ['2026-04-01', 'America/Argentina/Buenos_Aires', 'autumn'],
])('the season of %s in %s is %s', (date, timezone, season) => {
  expect(seasonOf(date, timezone)).toBe(season);
});

test.each([
  ['2026-07-06', '09:00', 'weekday-morning'],
  ['2026-07-10', '16:59', 'weekday-afternoon'],
  ['2026-07-10', '19:00', 'weekend-evening'],
  ['2026-07-11', '23:00', 'weekend-late'],
  ['2026-07-12', '11:00', 'weekend-morning'],
  ['2026-07-12', '20:00', 'weekday-evening'],
])('%s at %s is a %s', (date, time, rhythm) => {
  expect(rhythmOf(date, time)).toBe(rhythm);
});

test("the week's own season comes before the calendar's", () => {
  const friday = { date: '2026-07-10', startTime: '19:00', timezone: 'Europe/Lisbon' };
  expect(suggestAtmosphere(friday, 'festa')).toEqual({
    seasonMode: 'festa',
    rhythmTag: 'weekend-evening',
    energyLevel: 'lively',
  });
  expect(suggestAtmosphere(friday).seasonMode).toBe('summer');
});
