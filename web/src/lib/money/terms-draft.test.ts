import { expect, test } from 'vitest';
import { patchOf, Terms } from './terms-draft.ts';

const draft = {
  currency: 'EUR',
  priceMinor: 2500,
  variableCostMinor: null,
  costMin: 9000,
  freePlaces: null,
  stepCosts: [{ label: ' second guide ', costMinor: 7000, perSeats: 12 }],
};

test('an emptied amount is none, no free places are 0', () => {
  expect(Terms.parse(draft)).toEqual({
    ...draft,
    freePlaces: 0,
    stepCosts: [{ label: 'second guide', costMinor: 7000, perSeats: 12 }],
  });
});

test.each([
  [{ currency: null }, 'currency'],
  [{ currency: 'ZZZ' }, 'currency'],
  [{ costMin: Number.NaN }, 'costMin'],
  [{ priceMinor: -1 }, 'priceMinor'],
  [{ freePlaces: 1.5 }, 'freePlaces'],
  [{ stepCosts: [{ label: 'van', costMinor: null, perSeats: 0 }] }, 'stepCosts.0.costMinor'],
])('%o is pointed at', (fields, path) => {
  const parsed = Terms.safeParse({ ...draft, ...fields });
  expect(parsed.error?.issues[0]?.path.join('.')).toBe(path);
});

test('what is noted beside the terms stays, and is sent only when something there changed', () => {
  const data = { guidePrimaryId: 'rosa', freePlaces: 1, storyFocus: 'tides' };
  expect(patchOf({ costMin: 100 }, data)).toEqual({ costMin: 100 });
  expect(patchOf({ costMin: 100, freePlaces: 2 }, data)).toEqual({
    costMin: 100,
    data: { ...data, freePlaces: 2 },
  });
});
