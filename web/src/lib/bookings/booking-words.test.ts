import { expect, test } from 'vitest';
import { RESERVATION_STATES } from '@ensemble/shared/seats/states';
import { countdownSaid, headline, mayDo } from './booking-words.ts';

const open = { status: 'scheduled', isCancelled: false } as const;

test('every state has its words', () => {
  expect(RESERVATION_STATES.map((state) => headline({ state, seats: 3 }, '14:20', open))).toEqual([
    '3 seats for you until 14:20',
    '3 seats booked',
    'On the waiting list',
    '3 seats, checked in',
    '3 seats, not used',
    'The hold lapsed',
    'Cancelled',
  ]);
  expect(headline({ state: 'waitlisted', seats: 1, position: 2 }, '', open)).toBe('Number 2 in line');
  const offered = { state: 'held', seats: 2, offeredAt: '2026-11-20T14:05:00.000Z' } as const;
  expect(headline(offered, '14:20', open)).toBe('Your turn: 2 seats for you until 14:20');
  expect(headline({ state: 'cancelled', seats: 1 }, '', { isCancelled: true })).toBe(
    'The session was cancelled',
  );
});

test('what is over can not be changed, and those in line do not move', () => {
  expect(mayDo({ state: 'held' }, open)).toEqual({ change: true, move: true, cancel: true });
  expect(mayDo({ state: 'waitlisted' }, open)).toEqual({ change: true, move: false, cancel: true });
  expect(mayDo({ state: 'expired' }, open)).toEqual({ change: false, move: false, cancel: false });
  expect(mayDo({ state: 'confirmed' }, { status: 'completed', isCancelled: false })).toEqual({
    change: false,
    move: false,
    cancel: false,
  });
});

test('it is read out four times on the way, and each stays the same between', () => {
  const said = new Set<string>();
  const heard: string[] = [];
  for (let left = 15 * 60; left > 0; left--) {
    const words = countdownSaid(left * 1000);
    if (words !== heard.at(-1)) heard.push(words);
    said.add(words);
  }
  expect(heard).toEqual([
    '',
    'Less than 10 minutes left',
    'Less than 5 minutes left',
    'Less than 2 minutes left',
    'Less than a minute left',
  ]);
  expect(said.size).toBe(5);
});
