import { expect, test } from 'vitest';
import { inPageWords } from './say-error.ts';

test.each([
  ['Must not be above capacityMax.', 'Must not be above the most seats.'],
  ['Must not be before activeFrom.', 'Must not be before the first day.'],
  ['Must not be before from.', 'Must not be before the first day.'],
  ['Must be within a year of from.', 'Must be within a year of the first day.'],
  ['Must not be empty.', 'Must not be empty.'],
])('%j reads as %j', (message, words) => expect(inPageWords(message)).toBe(words));
