import { expect, test } from 'vitest';
import { atmosphereWords, lengthWords, priceWords } from './session-words.ts';

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
