import { expect, test } from 'vitest';
import { nearestToMinimum } from './availability.ts';

test('those that lack least come first, then those that run already by date; full ones not at all', () => {
  const one = (name: string, taken: number, left: number | null, startsAt = '2026-07-01T18:00:00Z') => ({
    name,
    capacityMin: 4,
    taken,
    held: 0,
    left,
    startsAt,
  });
  const found = nearestToMinimum(
    [
      one('runs later', 6, 4, '2026-07-03T18:00:00Z'),
      one('far', 0, 10),
      one('runs', 4, null),
      one('near', 3, 7),
      one('full', 9, 1),
    ],
    2,
  );
  expect(found.map(({ name }) => name)).toEqual(['near', 'far', 'runs', 'runs later']);
});
