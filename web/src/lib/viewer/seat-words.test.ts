import { describe, expect, test } from 'vitest';
import {
  barOf,
  minimumWords,
  missingToRun,
  nearWords,
  runWords,
  saySeatCounts,
  seatWords,
} from './seat-words.ts';

const counts = (more: object = {}) => ({
  capacityMin: 4,
  capacityMax: 16,
  taken: 12,
  held: 0,
  left: 4,
  waitlisted: 0,
  status: 'scheduled' as const,
  ...more,
});

describe('seats in words', () => {
  test.each([
    [{}, '4 seats left', 'open'],
    [{ taken: 15, left: 1 }, '1 seat left', 'few'],
    [{ taken: 16, left: 0 }, 'Full, join the waiting list', 'full'],
    [{ capacityMax: null, left: null }, 'Seats for everyone', 'open'],
    [{ status: 'cancelled' }, 'Cancelled', 'cancelled'],
    [{ status: 'completed', left: 0 }, 'Over', 'over'],
  ] as const)('%o', (more, text, tone) => {
    expect(seatWords(counts(more))).toEqual({ text, tone });
  });

  test('what is missing to the minimum is said until it runs; holds count', () => {
    expect(runWords(counts({ taken: 1, held: 1, left: 14 }))).toBe('Runs from 4 people, 2 more needed');
    expect(runWords(counts({ taken: 3, held: 1, left: 12 }))).toBe('');
    expect(runWords(counts({ capacityMin: null, taken: 0 }))).toBe('');
    expect(runWords(counts({ taken: 1, status: 'cancelled' }))).toBe('');
  });

  test('the board, the guide and the studio say the same of the same seats', () => {
    for (const taken of [0, 1, 3, 4, 9]) {
      for (const held of [0, 1, 4]) {
        const seats = counts({ taken, held });
        const missing = missingToRun(seats);
        expect(missing).toBe(Math.max(0, 4 - taken - held));
        expect(minimumWords(seats)).toBe(missing > 0 ? `${missing} more needed` : 'Enough to run');
        expect(runWords(seats)).toBe(missing > 0 ? `Runs from 4 people, ${minimumWords(seats)}` : '');
        expect(nearWords(missing, 1).startsWith(missing > 1 ? `${missing} more` : '')).toBe(true);
      }
    }
  });

  test('a party hears what it would take', () => {
    expect(nearWords(2, 1)).toBe('2 more and it runs');
    expect(nearWords(2, 3)).toBe('With you it runs');
    expect(nearWords(0, 3)).toBe('');
  });
});

describe('the seat bar', () => {
  const seats = (more: object) => ({ capacityMin: 4, capacityMax: 16, taken: 8, held: 2, left: 6, ...more });

  test('shares of the whole, the minimum where it is', () => {
    expect(barOf(seats({}))).toEqual({ taken: 0.5, held: 0.125, minimum: 0.25, isOpenEnded: false });
    expect(barOf(seats({ capacityMin: null })).minimum).toBeNull();
  });

  test('never runs over, also oversold, empty or without a limit', () => {
    for (const capacityMax of [0, 5, 16, null]) {
      for (const taken of [0, 20]) {
        const { taken: share, held, minimum } = barOf(seats({ capacityMax, taken }));
        expect(share + held).toBeLessThanOrEqual(1 + 1e-9);
        expect(minimum).toBeLessThanOrEqual(1);
      }
    }
    expect(barOf(seats({ capacityMax: null, left: null })).isOpenEnded).toBe(true);
  });

  test('in words', () => {
    expect(saySeatCounts(seats({}))).toBe('8 taken, 2 held, 6 left of 16; runs from 4');
    expect(saySeatCounts(seats({ held: 0, capacityMax: null, left: null, capacityMin: null }))).toBe(
      '8 taken, no limit',
    );
    expect(minimumWords(seats({}))).toBe('Enough to run');
    expect(minimumWords(seats({ taken: 1, held: 1 }))).toBe('2 more needed');
    expect(minimumWords(seats({ capacityMin: null }))).toBe('');
  });
});
