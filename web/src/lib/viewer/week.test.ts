import { expect, test } from 'vitest';
import { addDays, byDay, mondayOf, readWeek, shiftWeek, weekOf } from './week.ts';

test('a date’s week runs from Monday to Sunday', () => {
  expect(weekOf('2026-11-25')).toEqual({ name: '2026-W48', monday: '2026-11-23', sunday: '2026-11-29' });
  expect(weekOf('2026-11-29').name).toBe('2026-W48');
  expect(mondayOf('2026-11-23')).toBe('2026-11-23');
});

test('the year’s edges belong to the year their Thursday is in', () => {
  expect(weekOf('2027-01-01').name).toBe('2026-W53');
  expect(weekOf('2024-12-30').name).toBe('2025-W01');
  expect(readWeek('2026-W53')).toEqual({ name: '2026-W53', monday: '2026-12-28', sunday: '2027-01-03' });
});

test('every week’s name leads back to it', () => {
  for (let date = '2019-12-30'; date < '2030-01-01'; date = addDays(date, 7)) {
    expect(readWeek(weekOf(date).name)?.monday).toBe(date);
  }
});

test.each(['', '2026-W00', '2025-W53', '2026-W60', '2026-48', '2026-W4', 'W48', '2026-W48x'])(
  '“%s” is no week',
  (name) => {
    expect(readWeek(name)).toBeNull();
  },
);
test('no name is no week', () => {
  expect(readWeek(null)).toBeNull();
});

test('weeks follow each other', () => {
  expect(shiftWeek(weekOf('2026-12-28'), 1).name).toBe('2027-W01');
  expect(shiftWeek(weekOf('2026-01-01'), -1).name).toBe('2025-W52');
});

test('days hold their own, in order', () => {
  const of = (date: string, title: string) => ({ date, title });
  const [a, b, c] = [of('2026-11-23', 'a'), of('2026-11-23', 'b'), of('2026-11-25', 'c')];
  expect(byDay([a, b, c], ({ date }) => date)).toEqual([
    { date: '2026-11-23', items: [a, b] },
    { date: '2026-11-25', items: [c] },
  ]);
});

test('a week read by its name begins on its Monday, at the turn of the year too', () => {
  for (const date of ['2026-12-28', '2027-01-04', '2024-12-30', '2020-12-28', '2021-01-04', '2026-07-27']) {
    expect(readWeek(weekOf(date).name)?.monday).toBe(date);
  }
});
