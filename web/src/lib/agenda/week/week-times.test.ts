import fc from 'fast-check';
import { expect, test } from 'vitest';
import { guideOverlaps, shifted, timeForDrop, usualTime } from './week-times.ts';

const at = (startTimeLocal: string, lasts = 90) => ({ startTimeLocal, lasts });

test('the usual time where it fits', () => {
  expect(timeForDrop([], 0, 90, '18:00')).toBe('18:00');
  expect(timeForDrop([at('09:00')], 1, 90, '18:00')).toBe('18:00');
  expect(timeForDrop([at('20:00')], 0, 90, '18:00')).toBe('18:00');
  expect(timeForDrop([at('09:00'), at('20:00')], 1, 90, '18:00')).toBe('18:00');
});

test('else next to its neighbours, with a breath between', () => {
  expect(timeForDrop([at('18:00')], 1, 90, '18:00')).toBe('20:00');
  expect(timeForDrop([at('18:00')], 0, 90, '18:00')).toBe('16:00');
  expect(timeForDrop([at('18:00'), at('22:00')], 1, 90, '12:00')).toBe('20:00');
  expect(timeForDrop([at('18:00'), at('21:10')], 1, 90, '12:00')).toBe('19:30');
});

test('where nothing fits, between the two starts all the same', () => {
  expect(timeForDrop([at('18:00'), at('19:00')], 1, 90, '12:00')).toBe('18:30');
  expect(timeForDrop([at('23:30')], 1, 90, '18:00')).toBe('23:45');
});

test('a drop stays in the order it was dropped in, and is a time', () => {
  const time = fc.integer({ min: 0, max: 95 }).map((quarter) => {
    const minutes = quarter * 15;
    return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  });
  const placed = fc.record({ startTimeLocal: time, lasts: fc.integer({ min: 15, max: 240 }) });
  fc.assert(
    fc.property(
      fc.array(placed, { maxLength: 4 }),
      fc.nat(4),
      time,
      fc.integer({ min: 15, max: 240 }),
      (all, nth, usual, lasts) => {
        const day = [...all].sort((a, b) => (a.startTimeLocal < b.startTimeLocal ? -1 : 1));
        const index = Math.min(nth, day.length);
        const found = timeForDrop(day, index, lasts, usual);
        expect(found).toMatch(/^([01]\d|2[0-3]):[0-5]\d$/);
        const previous = day[index - 1];
        const next = day[index];
        if (previous && previous.startTimeLocal < '23:45')
          expect(found >= previous.startTimeLocal).toBe(true);
        if (next) expect(found <= next.startTimeLocal).toBe(true);
      },
    ),
  );
});

test('usual is what the week does', () => {
  const slot = (sessionStackId: string, startTimeLocal: string) => ({ sessionStackId, startTimeLocal });
  expect(usualTime([], 'a')).toBe('18:00');
  expect(usualTime([slot('b', '10:00'), slot('b', '10:00'), slot('c', '20:00')], 'a')).toBe('10:00');
  expect(usualTime([slot('b', '10:00'), slot('b', '10:00'), slot('a', '20:00')], 'a')).toBe('20:00');
});

test('a quarter hour more or less, inside the day', () => {
  expect(shifted('18:00', 15)).toBe('18:15');
  expect(shifted('00:00', -15)).toBe(null);
  expect(shifted('23:45', 15)).toBe(null);
});

test('one guide in two places is found, past midnight and round the week too', () => {
  const led = (
    key: string,
    weekday: number,
    startTimeLocal: string,
    lasts: number,
    guideId: string | null = 'ana',
  ) => ({
    key,
    weekday,
    startTimeLocal,
    lasts,
    guideId,
  });
  const overlaps = guideOverlaps([
    led('a', 1, '18:00', 90),
    led('b', 1, '19:00', 60),
    led('c', 1, '19:30', 60),
    led('d', 1, '18:00', 90, 'rui'),
    led('e', 6, '23:00', 180),
    led('f', 0, '01:00', 60),
    led('g', 2, '18:00', 60, null),
    led('h', 2, '18:00', 60, null),
  ]);
  expect(Object.fromEntries(overlaps)).toEqual({ a: ['b'], b: ['a', 'c'], c: ['b'], e: ['f'], f: ['e'] });
});
