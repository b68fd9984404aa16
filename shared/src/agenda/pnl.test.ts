import { expect, test } from 'vitest';
import file from '../../../tests/fixtures/pnl/vectors.json' with { type: 'json' };
import { Rng } from '../core/rng.ts';
import { breakEvenPax, breakEvenPlot, deadZone, resultAt, type SessionTerms } from './break-even.ts';
import { type PnlInput, sessionPnl } from './pnl.ts';

type Vector = (typeof file.vectors)[number];

function inputOf({ input }: Vector): PnlInput {
  const given: Record<string, number | undefined> = input;
  const { extraGuide, paxPerGuide } = given;
  return {
    priceMinor: input.price,
    variableCostMinor: input.varPerPax,
    costMin: input.costMin,
    capacityMin: input.capacityMin,
    capacityMax: input.capacityMax,
    freePlaces: given['freePlaces'] ?? 0,
    steps:
      extraGuide === undefined || paxPerGuide === undefined
        ? []
        : [{ costMinor: extraGuide, perSeats: paxPerGuide }],
    overlayPerSeatMinor: (given['affiliatePerPax'] ?? 0) + (given['goodsMarginPerPax'] ?? 0),
    overlayFixedMinor: 0,
    pax: input.pax,
  };
}

test('the worked cases are all there', () => {
  expect(file.unit).toBe('cents');
  expect(file.vectors).toHaveLength(9);
});

test.each(file.vectors.map((vector) => [vector.name, vector] as const))('%s', (_, vector) => {
  expect(sessionPnl(inputOf(vector))).toMatchObject(vector.expect);
});

const plain: PnlInput = {
  priceMinor: 2500,
  variableCostMinor: 400,
  costMin: 9000,
  capacityMin: 4,
  capacityMax: 16,
  freePlaces: 0,
  steps: [],
  overlayPerSeatMinor: 0,
  overlayFixedMinor: 0,
  pax: 3,
};

test('what is missing to the minimum is said in seats and in money', () => {
  expect(sessionPnl(plain)).toMatchObject({
    paxToMinimum: 1,
    paxToGo: 2,
    seatsToCover: 2,
    missingMinor: 2700,
    state: 'below minimum pax',
  });
});

test('fixed overlays lower break-even; enough of them and it needs nobody', () => {
  expect(sessionPnl({ ...plain, overlayFixedMinor: 3000 }).breakEvenPaxWithOverlay).toBe(3);
  expect(sessionPnl({ ...plain, overlayFixedMinor: 9000 }).breakEvenPaxWithOverlay).toBe(0);
});

test('without a limit there is no load factor, and break-even may lie beyond the room', () => {
  expect(sessionPnl({ ...plain, capacityMax: null })).toMatchObject({
    loadFactor: null,
    breakEvenLoadFactorCore: null,
    breakEvenPaxCore: 5,
  });
  expect(sessionPnl({ ...plain, capacityMax: 4, costMin: 21_000 })).toMatchObject({
    breakEvenPaxCore: 10,
    breakEvenLoadFactorCore: 2.5,
    seatsToCover: null,
  });
});

test('cheaper tickets than the list price need more seats to cover than the plan says', () => {
  const sold = sessionPnl({ ...plain, pax: 4, ticketsMinor: 4 * 1500 });
  expect(sold).toMatchObject({ coreContribution: 4400, paxToGo: 1, seatsToCover: 3, missingMinor: 4600 });
});

test('in a dead zone the way out is said too', () => {
  const guided = { ...plain, priceMinor: 1500, variableCostMinor: 300, costMin: 10_000, capacityMax: 20 };
  const figures = sessionPnl({ ...guided, steps: [{ costMinor: 8000, perSeats: 10 }], pax: 11 });
  expect(figures).toMatchObject({ breakEvenPaxCore: 9, paxToGo: 0, seatsToCover: 4, state: 'short' });
});

test('steps that cost more than their group brings are never covered once the first group is not', () => {
  const steps = [{ costMinor: 50_000, perSeats: 4 }];
  expect(sessionPnl({ ...plain, steps }).breakEvenPaxCore).toBe(null);
  expect(sessionPnl({ ...plain, costMin: 8400, steps }).breakEvenPaxCore).toBe(4);
});

test('amounts too large to be counted exactly are refused rather than rounded', () => {
  expect(() => sessionPnl({ ...plain, priceMinor: 10 ** 12, pax: 100_000 })).toThrow(RangeError);
});

test('random terms: break-even and dead zones are what counting one by one finds', () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const rng = new Rng(seed);
  let found = 0;
  for (let round = 0; round < 2000; round++) {
    const terms: SessionTerms = {
      priceMinor: rng.int(50) * 100,
      variableCostMinor: rng.int(20) * 100,
      costMin: rng.chance(0.2) ? 0 : rng.int(200) * 100,
      freePlaces: rng.int(4),
      steps: Array.from({ length: rng.int(3) }, () => ({
        costMinor: rng.int(80) * 100,
        perSeats: 1 + rng.int(12),
      })),
      overlayPerSeatMinor: (rng.int(12) - 4) * 100,
      overlayFixedMinor: rng.int(30) * 100,
    };
    for (const overlays of [false, true]) {
      const counted = Array.from({ length: 400 }, (_, pax) => resultAt(terms, pax, overlays));
      const first = counted.findIndex((result) => result >= 0);
      const breakEven = breakEvenPax(terms, overlays);
      const where = `seed ${seed}, round ${round}, ${JSON.stringify(terms)}`;
      if (first < 0) {
        expect(breakEven === null || breakEven >= 400, where).toBe(true);
        continue;
      }
      found++;
      expect(breakEven, where).toBe(first);
      const zone = counted.flatMap((result, pax) => (pax > first && pax <= 40 && result < 0 ? [pax] : []));
      expect(deadZone(terms, breakEven, 40, overlays), where).toEqual(zone);
    }
  }
  expect(found).toBeGreaterThan(500);
});

test('a plot has every number of people, or a spread of them with the marks kept', () => {
  const points = breakEvenPlot(plain, 16, [5]);
  expect(points.map(({ pax }) => pax)).toEqual(Array.from({ length: 17 }, (_, pax) => pax));
  expect(points[5]).toEqual({
    pax: 5,
    revenue: 12_500,
    overlay: 0,
    fixedCost: 9000,
    variableCost: 2000,
    result: 1500,
    resultWithOverlay: 1500,
  });
  const many = breakEvenPlot(plain, 100_000, [5, 77, 200_000]).map(({ pax }) => pax);
  expect(many.length).toBeLessThan(210);
  expect(many).toEqual(expect.arrayContaining([0, 5, 77, 100_000]));
  expect(many).not.toContain(200_000);
});
