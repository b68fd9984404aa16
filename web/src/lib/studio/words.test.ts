import { describe, expect, test } from 'vitest';
import {
  atmosphereWords,
  lengthWords,
  nearWords,
  partnerNames,
  priceWords,
  runWords,
  seatWords,
} from './words.ts';

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

  test('a party hears what it would take', () => {
    expect(nearWords(2, 1)).toBe('2 more and it runs');
    expect(nearWords(2, 3)).toBe('With you it runs');
    expect(nearWords(0, 3)).toBe('');
  });
});

test('the price of a seat', () => {
  expect(priceWords({ priceMinor: 2500, currency: 'EUR' }, 'en')).toBe('€25.00 a seat');
  expect(priceWords({ priceMinor: 0, currency: 'EUR' }, 'en')).toBe('Free');
  expect(priceWords({ priceMinor: null, currency: 'EUR' }, 'en')).toBe('');
});

test('how long it takes', () => {
  expect([45, 90, 120, 150, 170].map(lengthWords)).toEqual([
    '45 minutes',
    '90 minutes',
    '2 hours',
    '2½ hours',
    '2 h 50 min',
  ]);
});

test('the atmosphere is one line of what is there', () => {
  const data = {
    seasonMode: 'autumn',
    rhythmTag: 'weekday-evening',
    energyLevel: 2,
    storyFocus: 'The salt road',
  };
  expect(atmosphereWords(data)).toBe('Autumn · weekday evening · gentle pace · The salt road');
  expect(atmosphereWords(data, ['seasonMode', 'rhythmTag'])).toBe('Gentle pace · The salt road');
  expect(atmosphereWords({ seasonMode: null, energyLevel: 9, storyFocus: 7 })).toBe('');
});

test('partners are named', () => {
  expect(
    partnerNames({ partners: ['Tiles & Co', { name: 'Adega', role: 'winery' }, { role: 'x' }, 3] }),
  ).toEqual(['Tiles & Co', 'Adega']);
  expect(partnerNames({})).toEqual([]);
});
