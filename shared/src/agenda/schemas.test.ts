import { expect, test } from 'vitest';
import { z } from 'zod';
import * as agenda from './index.ts';
import { ReservationCreate } from '../seats/index.ts';

const id = 'a'.repeat(24);

/** The fields at fault, dotted. */
function faults(schema: z.ZodType, input: unknown): string[] {
  const result = schema.safeParse(input);
  return result.success ? [] : result.error.issues.map(({ path }) => path.join('.'));
}

test('a week needs a city and a title; all else has its default', () => {
  expect(agenda.AgendaWeekCreate.parse({ citySlug: 'lisbon', title: 'Summer pulse' })).toEqual({
    citySlug: 'lisbon',
    title: 'Summer pulse',
    summary: '',
    seasonMode: null,
    activeFrom: null,
    activeTo: null,
    isActive: true,
    horizonDays: null,
    data: {},
  });
});

test('a slot leaves to its stack what it does not say', () => {
  const slot = { sessionStackId: id, weekday: 0, startTimeLocal: '18:00' };
  expect(agenda.AgendaSlotCreate.parse(slot)).toEqual({
    ...slot,
    defaultDurationMin: null,
    capacityMin: null,
    capacityMax: null,
    sortOrder: 0,
    data: {},
  });
});

test('a stack has room for twelve and costs nothing until somebody says so', () => {
  expect(agenda.SessionStackCreate.parse({ title: 'Harbour walk' })).toEqual({
    title: 'Harbour walk',
    summary: '',
    experience: null,
    defaultDurationMin: 120,
    capacityMin: 1,
    capacityMax: 12,
    costMin: 0,
    priceMinor: null,
    variableCostMinor: 0,
    currency: null,
    data: {},
  });
});

test('a patch fills nothing in', () => {
  const patches = [
    agenda.CityPatch,
    agenda.SessionStackPatch,
    agenda.SessionPathPatch,
    agenda.AgendaWeekPatch,
    agenda.AgendaSlotPatch,
    agenda.TripPatch,
    agenda.OfferPatch,
    agenda.DocumentPatch,
  ];
  for (const patch of patches) expect(patch.parse({})).toEqual({});
});

test.each<[string, z.ZodType, unknown, string[]]>([
  ['a zone that is none', agenda.CityCreate, { name: 'Lisbon', timezone: 'Lisbon' }, ['timezone']],
  [
    'a currency that is none',
    agenda.CityCreate,
    { name: 'Lisbon', timezone: 'Europe/Lisbon', currency: 'ZZZ' },
    ['currency'],
  ],
  [
    'a slug with capitals',
    agenda.CityCreate,
    { name: 'Lisbon', slug: 'Lisbon', timezone: 'Europe/Lisbon' },
    ['slug'],
  ],
  ['fewest above most', agenda.SessionStackCreate, { title: 'Walk', capacityMin: 13 }, ['capacityMin']],
  ['cents with a fraction', agenda.SessionStackCreate, { title: 'Walk', priceMinor: 12.5 }, ['priceMinor']],
  [
    'an eighth weekday and no time',
    agenda.AgendaSlotCreate,
    { sessionStackId: id, weekday: 7, startTimeLocal: '24:00' },
    ['weekday', 'startTimeLocal'],
  ],
  [
    'a season that ends before it begins',
    agenda.AgendaWeekPatch,
    { activeFrom: '2026-07-02', activeTo: '2026-07-01' },
    ['activeTo'],
  ],
  ['more than a year at once', agenda.GenerateRequest, { from: '2026-01-01', to: '2027-01-02' }, ['to']],
  ['a day that does not exist', agenda.GenerateRequest, { from: '2026-02-30', to: '2026-03-01' }, ['from']],
  [
    'the same instance twice',
    agenda.TripAllocate,
    {
      lines: [
        { instanceId: id, seats: 1 },
        { instanceId: id, seats: 2 },
      ],
    },
    ['lines.1.instanceId'],
  ],
  [
    'more travellers than seats',
    agenda.TripCreate,
    {
      title: 'Trip',
      citySlug: 'lisbon',
      from: '2026-07-01',
      to: '2026-07-03',
      pax: 1,
      travellers: [{ name: 'Ana' }, { name: 'Ben' }],
    },
    ['travellers'],
  ],
  [
    'an offer of nothing',
    agenda.OfferCreate,
    { lines: [], expiresAt: '2026-07-01T00:00:00Z', currency: 'EUR' },
    ['lines'],
  ],
  ['a field nobody knows', agenda.DocumentPatch, { colour: 'red' }, ['']],
  ['no seats', ReservationCreate, { kind: 'fit', seats: 0, partyName: 'Ana' }, ['seats']],
  [
    'a hold of two hours',
    ReservationCreate,
    { kind: 'fit', seats: 1, partyName: 'Ana', holdMinutes: 120 },
    ['holdMinutes'],
  ],
])('%s is refused at its field', (_, schema, input, paths) => {
  expect(faults(schema, input)).toEqual(paths);
});

test('a year to the day may be generated at once', () => {
  expect(agenda.GenerateRequest.parse({ from: '2026-01-01', to: '2027-01-01' }).dryRun).toBe(false);
});

test('a reservation is confirmed at once unless it asks to be held', () => {
  expect(ReservationCreate.parse({ kind: 'member', seats: 2, partyName: ' Ana ' })).toEqual({
    kind: 'member',
    seats: 2,
    partyName: 'Ana',
    hold: false,
    holdMinutes: 15,
    waitlist: false,
  });
});

test('the quiet metadata takes names or details, keeps what else is there, and has its bounds', () => {
  const data = {
    seasonMode: 'festa',
    rhythmTag: 'weekend-evening',
    storyFocus: 'the silk route',
    energyLevel: 3,
    guidePrimaryId: id,
    apprenticeIds: [id],
    affiliateStops: ['Café Âncora', { name: 'Tile shop', partner: 'Ana', perSeatMinor: 50 }],
    consignedProducts: [{ name: 'Tile', consignor: 'Ana', unitPriceMinor: 4500, rateBps: 3000 }],
    attachedFlows: ['tile workshop'],
    experience: 'Silk Route',
    partners: [{ name: 'School', role: 'host' }],
    guild: 'boatmen',
    weather: 'windy',
  };
  expect(agenda.AgendaData.parse(data)).toEqual(data);
  expect(faults(agenda.AgendaData, { energyLevel: 6 })).toEqual(['energyLevel']);
  expect(faults(agenda.AgendaData, { long: 'x'.repeat(20_000) })).toEqual(['']);
});

test('an order’s lines add up, and an offer is over on the millisecond', () => {
  const lines = [
    { instanceId: id, label: 'Walk', seats: 3, priceMinor: 2500 },
    { instanceId: null, label: 'Bus', seats: 3, priceMinor: 199 },
  ];
  expect(agenda.priceLines(lines)).toMatchObject({
    lines: [{ totalMinor: 7500 }, { totalMinor: 597 }],
    totalMinor: 8097,
  });
  const offer = { status: 'open', expiresAt: '2026-07-01T00:00:00Z' } as const;
  const end = Date.parse(offer.expiresAt);
  expect([agenda.offerStatusAt(offer, end - 1), agenda.offerStatusAt(offer, end)]).toEqual([
    'open',
    'expired',
  ]);
  expect(agenda.orderNumber(2026, 17)).toBe('2026-000017');
});

test('every schema can be written down as JSON Schema, for the API’s description', () => {
  const schemas = Object.entries(agenda).filter(([, value]) => value instanceof z.ZodType);
  expect(schemas.length).toBeGreaterThan(40);
  for (const [, schema] of schemas) {
    z.toJSONSchema(schema as z.ZodType, { io: 'input' });
  }
});
