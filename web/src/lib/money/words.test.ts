import { instancePnl, Overlay, type OverlayInput, type PnlInstance } from '@ensemble/shared/agenda';
import { expect, test } from 'vitest';
import { deadZoneWords, fixedCostParts, headlineOf, rangesOf, safetyWords } from './words.ts';

const walk: PnlInstance = {
  id: 'walk',
  title: 'Harbour walk',
  date: '2026-07-27',
  startTime: '18:00',
  citySlug: 'lisbon',
  agendaWeekId: null,
  sessionStackId: null,
  status: 'scheduled',
  capacityMin: 4,
  capacityMax: 16,
  costMin: 9000,
  priceMinor: 2500,
  variableCostMinor: 400,
  currency: 'EUR',
  overlays: [],
  data: {},
};
const guide = { label: 'second guide', costMinor: 7000, perSeats: 12 };

const pnlOf = (seats: number, fields: Partial<PnlInstance> = {}, priceMinor: number | null = null) =>
  instancePnl(
    { ...walk, ...fields },
    seats === 0 ? [] : [{ seats, state: 'confirmed', priceMinor, tripId: null }],
  );
const said = (...of: Parameters<typeof pnlOf>) => headlineOf(pnlOf(...of), 'en');
const beside = (...overlays: OverlayInput[]) => ({ overlays: overlays.map((one) => Overlay.parse(one)) });

test.each<[string, Parameters<typeof pnlOf>, string, string]>([
  ['one seat short', [4], 'Short', '1 more seat and it pays for itself'],
  ['two seats short', [4, { costMin: 12_000 }], 'Short', '2 more seats and it pays for itself'],
  ['covered', [8, { variableCostMinor: 100 }], 'Covered', 'Covered: €102.00 after the minimum'],
  ['to the cent', [5, { costMin: 10_500 }], 'Covered', 'Covered, to the cent'],
  ['nobody yet', [0], 'Below minimum', '5 more seats and it pays for itself'],
  ['covered and few', [5, { capacityMin: 6 }], 'Below minimum', 'Covered: €15.00 after the minimum'],
  [
    'no cost',
    [0, { costMin: null, capacityMin: null }],
    'Covered',
    'Nothing to cover: no fixed cost is written down.',
  ],
  [
    'cancelled',
    [9, { status: 'cancelled' }],
    'Cancelled',
    'Cancelled: it earns nothing, and no sum counts it.',
  ],
  [
    'a seat that costs what it brings',
    [10, { priceMinor: 400 }],
    'Never covered',
    'Tickets alone never pay for it: a seat brings just what it costs.',
  ],
  [
    'a seat that costs more than it brings',
    [10, { priceMinor: 300, ...beside({ kind: 'other', source: 'Grant', fixedMinor: 10_000 }) }],
    'Never covered',
    'Tickets alone never pay for it: each seat costs €1.00 more than it brings. With what comes beside them it pays for itself at 0 people.',
  ],
  [
    'a room too small',
    [4, { capacityMax: 4 }],
    'Short',
    'It pays for itself at 5 people, and there is room for 4',
  ],
  [
    'sold too cheaply',
    [16, {}, 500],
    'Short',
    'Full it would still not pay for itself, at the prices sold so far',
  ],
  [
    'a second guide',
    [13, { costMin: 21_000, data: { stepCosts: [guide] } }],
    'Short',
    'It loses again at 13 people: 1 more seat and it pays for itself',
  ],
])('%s', (_, of, label, text) => {
  expect(said(...of)).toMatchObject({ label, text });
});

test('the minimum and the money beside the tickets are said apart', () => {
  expect(said(3).more).toEqual(['€27.00 short now.', '1 more seat to the minimum of 4.']);
  const shop = beside({ kind: 'goods', source: 'Shop', fixedMinor: 700 });
  expect(said(4, shop).more).toEqual([
    '€6.00 short now.',
    'What is earned beside the tickets pays for it already: +€1.00 in all.',
  ]);
  expect(said(5, shop).more).toEqual(['With what is earned beside the tickets, +€22.00 in all.']);
  expect(said(2, shop).more).toEqual([
    '€48.00 short now.',
    '2 more seats to the minimum of 4.',
    'With what is earned beside the tickets, -€41.00 in all.',
  ]);
});

test('stretches that lose again name the step that makes them', () => {
  expect(rangesOf([13, 14, 17])).toEqual([
    { from: 13, to: 14 },
    { from: 17, to: 17 },
  ]);
  expect(deadZoneWords([13, 14, 17], [guide])).toEqual(['13–14 lose again: second guide', '17 loses again']);
  const pnl = pnlOf(13, { costMin: 21_000, data: { stepCosts: [guide] } });
  expect(deadZoneWords(pnl.deadZoneCore, [guide])).toEqual(['13 loses again: second guide']);
});

test('the parts of the fixed cost add up to it, whatever the number of people', () => {
  const van = { label: 'van', costMinor: 3000, perSeats: 6 };
  for (let pax = 0; pax <= 16; pax++) {
    const parts = fixedCostParts(9000, [guide, van], pax);
    const { fixedCostAtPax } = pnlOf(pax, { data: { stepCosts: [guide, van] } });
    expect(parts.reduce((sum, { minor }) => sum + minor, 0)).toBe(fixedCostAtPax);
  }
  expect(fixedCostParts(9000, [guide, van], 13).map(({ label }) => label)).toEqual([
    'Minimum',
    'second guide',
    '2 × van',
  ]);
});

test('safety is said in people', () => {
  expect([0, 3, 5, 7].map((pax) => safetyWords(pnlOf(pax)))).toEqual([
    'none',
    '2 people under break-even',
    'none to spare',
    '2 of 7 could stay away',
  ]);
});
