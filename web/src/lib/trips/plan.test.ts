import type { CityAgendaItem } from '@ensemble/shared/agenda/city-agenda.schema';
import { expect, test } from 'vitest';
import { ApiProblem } from '#lib/api/problem.ts';
import { changeWords, daysOf, linesWords, mostSeats, sameLines, shortagesOf, shortWords } from './plan.ts';

const line = (instanceId: string, seats: number) => ({ instanceId, seats });
const itemOn = (date: string): CityAgendaItem => ({ instance: { date }, guide: null }) as CityAgendaItem;

test('a button says how many seats in how many sessions', () => {
  expect(linesWords([line('a', 12), line('b', 12), line('c', 12)])).toBe('12 seats in 3 sessions');
  expect(linesWords([line('a', 1)])).toBe('1 seat in 1 session');
  expect(linesWords([line('a', 12), line('b', 6)])).toBe('18 seats in all, in 2 sessions');
  expect(linesWords([])).toBe('no seats');
});

test('what will change is told from what stays', () => {
  const now = new Map([
    ['a', 12],
    ['b', 12],
    ['c', 4],
  ]);
  expect(sameLines(now, [line('c', 4), line('a', 12), line('b', 12)])).toBe(true);
  expect(sameLines(now, [line('a', 12), line('b', 12)])).toBe(false);
  expect(changeWords(now, [line('a', 12), line('b', 6), line('d', 1)])).toBe(
    '1 session more, 1 session with another number of seats, 1 session given back',
  );
});

test('a short trip shows its empty days, a long one only days with sessions', () => {
  const items = [itemOn('2031-05-02'), itemOn('2031-05-02'), itemOn('2031-05-09')];
  const days = daysOf(items, { from: '2031-05-01', to: '2031-05-03' });
  expect(days.map(({ date, items: of }) => [date, of.length])).toEqual([
    ['2031-05-01', 0],
    ['2031-05-02', 2],
    ['2031-05-03', 0],
    ['2031-05-09', 1],
  ]);
  expect(daysOf(items, { from: '2031-05-01', to: '2031-07-01' }).map(({ date }) => date)).toEqual([
    '2031-05-02',
    '2031-05-09',
  ]);
});

test('a trip could have what is free and what it has already', () => {
  expect([mostSeats(3, 4), mostSeats(null, 4), mostSeats(-1, 2)]).toEqual([7, null, 2]);
});

test('the sessions that were too small are read of the refusal, and nothing of any other', () => {
  const one = {
    instanceId: 'a'.repeat(24),
    title: 'Tram',
    date: '2031-05-02',
    startTime: '15:30',
    wanted: 12,
    left: 7,
  };
  const refusal = new ApiProblem(409, 'seats-unavailable', '', { details: { short: [one] } });
  expect(shortagesOf(refusal)).toEqual([one]);
  expect(shortagesOf(new ApiProblem(409, 'cancelled', ''))).toEqual([]);
  expect(shortagesOf(null)).toEqual([]);
  expect([shortWords(one), shortWords({ wanted: 2, left: 0 })]).toEqual([
    '12 wanted, 7 to be had',
    '2 wanted, none left',
  ]);
});
