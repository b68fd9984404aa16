import { expect, test } from 'vitest';
import { isoWeekOf } from './iso-week.ts';
import { Overlay, type ExchangeRate, type OverlayInput } from './overlay.schema.ts';
import { groupPnlRows, instancePnlRows, toCsv } from './pnl-csv.ts';
import { instancePnl, type InstancePnl, type PnlInstance, type PnlReservation } from './pnl-instance.ts';
import { type PnlGroup, rollUp, sessionsOfGroup } from './pnl-rollup.ts';
import type { RollUpBy } from './pnl-shares.ts';

const walk: PnlInstance = {
  id: 'walk',
  title: 'Harbour walk',
  date: '2026-07-27',
  startTime: '18:00',
  citySlug: 'lisbon',
  agendaWeekId: 'summer',
  sessionStackId: 'walks',
  status: 'scheduled',
  capacityMin: 4,
  capacityMax: 16,
  costMin: 9000,
  priceMinor: 2500,
  variableCostMinor: 400,
  currency: 'EUR',
  overlays: [],
  data: { guidePrimaryId: 'rui' },
};

const booked = (seats: number, options: Partial<PnlReservation> = {}): PnlReservation => ({
  seats,
  state: 'confirmed',
  priceMinor: 2500,
  tripId: null,
  ...options,
});

const overlays = (...inputs: OverlayInput[]): Overlay[] => inputs.map((input) => Overlay.parse(input));

const usdToEur: ExchangeRate = { from: 'USD', to: 'EUR', rate: '0.9', source: 'ECB', date: '2026-07-27' };

test('tickets are what each party was booked at; holds, the line and the lapsed bring nothing', () => {
  const pnl = instancePnl(walk, [
    booked(2),
    booked(1, { priceMinor: 1500, state: 'checkedIn' }),
    booked(1, { state: 'noShow' }),
    booked(3, { state: 'held' }),
    booked(3, { state: 'waitlisted' }),
    booked(3, { state: 'expired' }),
  ]);
  expect(pnl).toMatchObject({
    pax: 4,
    ticketsMinor: 9000,
    variableCostMinor: 1600,
    coreContribution: 7400,
    marginAfterMinimum: -1600,
    breakEvenPaxCore: 5,
    state: 'short',
    currency: 'EUR',
  });
  expect(pnl.plot).toHaveLength(17);
});

test('break-even passes with the booking that covers it', () => {
  expect(instancePnl(walk, [booked(4)]).state).toBe('short');
  expect(instancePnl(walk, [booked(4), booked(1)])).toMatchObject({
    state: 'covered',
    paxToGo: 0,
    missingMinor: 0,
  });
});

test('a place given away is a free place: the others have to carry it', () => {
  const pnl = instancePnl(walk, [booked(5), booked(1, { priceMinor: 0 })]);
  expect(pnl).toMatchObject({ coreContribution: 10_100, breakEvenPaxCore: 6, state: 'covered' });
});

test('every overlay stands with its source, and consigned goods bring our share alone', () => {
  const pnl = instancePnl(
    {
      ...walk,
      overlays: overlays(
        {
          kind: 'affiliate',
          source: 'Café Âncora',
          perSeatMinor: 100,
          commission: { salesMinor: 9990, rateBps: 1000 },
        },
        { kind: 'goods', source: 'Shop', goods: { units: 3, unitPriceMinor: 2000, unitCostMinor: 1200 } },
        {
          kind: 'goods',
          source: 'Tiles',
          goods: { units: 2, unitPriceMinor: 4500, consignor: 'Ana', rateBps: 3000 },
        },
        { kind: 'content', source: 'Magazine', fixedMinor: 5000 },
        { kind: 'training', source: 'Apprentice', fixedMinor: 1500 },
        { kind: 'other', source: 'Tips for the musician', perSeatMinor: -50 },
      ),
    },
    [booked(5)],
  );
  expect(pnl.overlays.map(({ source, amountMinor, consigned }) => [source, amountMinor, consigned])).toEqual([
    ['Café Âncora', 1499, false],
    ['Shop', 2400, false],
    ['Tiles', 2700, true],
    ['Magazine', 5000, false],
    ['Apprentice', 1500, false],
    ['Tips for the musician', -250, false],
  ]);
  expect(pnl.overlay).toBe(12_849);
  expect(pnl.sessionResult).toBe(1500 + 12_849);
  expect(pnl.breakEvenPaxWithOverlay).toBe(0);
});

test('money of another currency is added only by a rate that is written down', () => {
  const abroad = {
    ...walk,
    overlays: overlays({ kind: 'content', source: 'Film', fixedMinor: 1000, currency: 'USD' }),
  };
  const without = instancePnl(abroad, [booked(5)]);
  expect(without).toMatchObject({ overlay: 0, sessionResult: 1500 });
  expect(without.overlays[0]).toMatchObject({ amountMinor: 1000, currency: 'USD', convertedMinor: null });
  expect(instancePnl(abroad, [booked(5)], [usdToEur])).toMatchObject({ overlay: 900, sessionResult: 2400 });
  expect(
    rollUp([without], 'city')[0]?.totals.map(({ currency, sessionResult }) => [currency, sessionResult]),
  ).toEqual([
    ['EUR', 1500],
    ['USD', 1000],
  ]);
});

const nights = (): InstancePnl[] => [
  instancePnl(walk, [booked(3, { tripId: 'trip a' }), booked(2)]),
  instancePnl({ ...walk, id: 'next', date: '2026-08-03', data: {} }, [booked(1, { tripId: 'trip a' })]),
  instancePnl({ ...walk, id: 'off', status: 'cancelled' }, []),
  instancePnl(
    {
      ...walk,
      id: 'york',
      citySlug: 'new-york',
      currency: 'USD',
      sessionStackId: 'music',
      date: '2027-01-01',
    },
    [booked(6, { tripId: 'trip b' })],
  ),
];

const keysOf = (groups: PnlGroup[]): unknown[] =>
  groups.map(({ key, instances, pax }) => [key, instances, pax]);

test.each<[RollUpBy, unknown[]]>([
  [
    'city',
    [
      ['lisbon', 2, 6],
      ['new-york', 1, 6],
    ],
  ],
  [
    'week',
    [
      ['2026-W31', 1, 5],
      ['2026-W32', 1, 1],
      ['2026-W53', 1, 6],
    ],
  ],
  ['agendaWeek', [['summer', 3, 12]]],
  [
    'stack',
    [
      ['music', 1, 6],
      ['walks', 2, 6],
    ],
  ],
  [
    'guide',
    [
      ['rui', 2, 11],
      [null, 1, 1],
    ],
  ],
  [
    'trip',
    [
      ['trip a', 2, 4],
      ['trip b', 1, 6],
      [null, 1, 2],
    ],
  ],
])('by %s, cancelled nights left out', (by, expected) => {
  expect(keysOf(rollUp(nights(), by))).toEqual(expected);
});

test('trips and the rest together are the sessions, to the cent', () => {
  const sum = (groups: PnlGroup[], currency: string): number =>
    groups
      .flatMap(({ totals }) => totals)
      .filter((total) => total.currency === currency)
      .reduce((all, total) => all + total.sessionResult, 0);
  for (const currency of ['EUR', 'USD']) {
    expect(sum(rollUp(nights(), 'trip'), currency)).toBe(sum(rollUp(nights(), 'city'), currency));
  }
});

test('one sum over currencies says its rates, or which are missing', () => {
  const [group] = rollUp(nights(), 'agendaWeek', { into: { currency: 'EUR', rates: [usdToEur] } });
  expect(group?.totals.map(({ currency, sessionResult }) => [currency, sessionResult])).toEqual([
    ['EUR', 1500 - 6900],
    ['USD', 3600],
  ]);
  expect(group?.converted?.total).toMatchObject({
    currency: 'EUR',
    sessionResult: -5400 + 3240,
    rates: [usdToEur],
  });
  const [bare] = rollUp(nights(), 'agendaWeek', { into: { currency: 'EUR', rates: [] } });
  expect(bare?.converted).toEqual({ total: null, missing: ['USD'] });
});

test('a sum names the rates that money earned beside the tickets came in by', () => {
  const film = overlays({ kind: 'content', source: 'Film', fixedMinor: 1000, currency: 'USD' });
  const rows = [walk, { ...walk, id: 'next' }].map((one) =>
    instancePnl({ ...one, overlays: film }, [booked(5)], [usdToEur]),
  );
  expect(rollUp(rows, 'city')).toMatchObject([{ rates: [usdToEur], totals: [{ overlay: 1800 }] }]);
  expect(rollUp(nights(), 'city')[0]?.rates).toEqual([]);
});

test.each<RollUpBy>(['city', 'week', 'agendaWeek', 'stack', 'guide', 'trip'])(
  'the sessions of each group by %s add up to it',
  (by) => {
    for (const group of rollUp(nights(), by)) {
      const sessions = sessionsOfGroup(nights(), by, group.key);
      expect(sessions).toHaveLength(group.instances);
      expect(sessions.reduce((sum, { share }) => sum + share.pax, 0)).toBe(group.pax);
      for (const { currency, sessionResult } of group.totals) {
        const results = sessions
          .flatMap(({ share }) => share.totals)
          .filter((total) => total.currency === currency)
          .map((total) => total.sessionResult);
        expect(results.reduce((sum, result) => sum + result, 0)).toBe(sessionResult);
      }
    }
  },
);

test('the table opens in a spreadsheet, and no title runs there as a formula', () => {
  const rows = instancePnlRows([instancePnl({ ...walk, title: '=SUM(A1), "quoted"' }, [booked(4)])]);
  expect(rows[1]).toHaveLength(rows[0]?.length ?? 0);
  const csv = toCsv(rows);
  expect(csv).toContain(`"'=SUM(A1), ""quoted"""`);
  expect(csv).toContain(',100.00,16.00,90.00,84.00,-6.00,');
  expect(csv.endsWith('\r\n')).toBe(true);
  const groups = groupPnlRows(rollUp(nights(), 'city'));
  expect(groups.map((row) => row.length)).toEqual([16, 16, 16]);
  expect(groups[2]?.slice(0, 4)).toEqual(['new-york', 'USD', '1', '6']);
});

test('weeks are the calendar’s, at the turn of the year too', () => {
  expect(['2026-12-31', '2027-01-03', '2027-01-04', '2021-01-03', '2024-12-30'].map(isoWeekOf)).toEqual([
    '2026-W53',
    '2026-W53',
    '2027-W01',
    '2020-W53',
    '2025-W01',
  ]);
});
