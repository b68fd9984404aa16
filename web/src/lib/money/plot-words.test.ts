import { expect, test } from 'vitest';
import { plotWords, pointWords } from './plot-words.ts';

const point = {
  pax: 9,
  revenue: 22_500,
  fixedCost: 18_000,
  variableCost: 3000,
  result: 1500,
  overlay: 0,
  resultWithOverlay: 1500,
};

test('a point says what stands there, and what comes beside the tickets only where something does', () => {
  expect(pointWords(point, 'EUR', 'en')).toBe(
    'At 9 people: tickets €225.00, cost €210.00, which leaves +€15.00',
  );
  expect(pointWords({ ...point, overlay: 500, resultWithOverlay: 2000 }, 'EUR', 'en')).toBe(
    'At 9 people: tickets €225.00, cost €210.00, which leaves +€15.00; all counted +€20.00',
  );
});

test('the plot is told in sentences', () => {
  const pnl = { breakEvenPaxCore: 9, capacityMin: 4, deadZoneCore: [], pax: 1 };
  expect(plotWords(pnl, 16, [])).toBe(
    'Tickets and cost for 0 to 16 people. Tickets reach the cost at 9 people. The minimum is 4 people. Now: 1 person.',
  );
  expect(plotWords({ ...pnl, breakEvenPaxCore: null, capacityMin: null }, 16, [])).toBe(
    'Tickets and cost for 0 to 16 people. Tickets never reach the cost. Now: 1 person.',
  );
});
