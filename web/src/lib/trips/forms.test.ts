import type { CityAgendaItem } from '@ensemble/shared/agenda/city-agenda.schema';
import type { TripView } from '@ensemble/shared/agenda/trip.schema';
import { describe, expect, test } from 'vitest';
import { currenciesOf, draftOffer, draftTotal, offerSchema } from './offer-draft.ts';
import { fieldsOfTrip, newTrip, tripSchema, tripValues } from './trip-form.ts';

const id = (letter: string): string => letter.repeat(24);
const trip = {
  id: id('f'),
  title: 'Choir',
  citySlug: 'lisbon',
  from: '2031-05-01',
  to: '2031-05-03',
  pax: 12,
  travellers: [{ name: 'Mia', email: 'mia@example.org', phone: null, notes: 'no nuts' }],
  data: { notes: 'sing', colour: 'blue' },
  reservations: [
    { instanceId: id('b'), seats: 12, priceMinor: 4200 },
    { instanceId: id('a'), seats: 10, priceMinor: null },
    { instanceId: id('c'), seats: 1, priceMinor: 900 },
  ],
} as unknown as TripView;
const items = [
  { id: id('a'), startsAt: '2031-05-01T10:00:00Z', date: '2031-05-01', startTime: '11:00', title: 'Walk' },
  { id: id('b'), startsAt: '2031-05-02T10:00:00Z', date: '2031-05-02', startTime: '11:00', title: 'Tiles' },
  { id: id('c'), startsAt: '2031-05-03T10:00:00Z', date: '2031-05-03', startTime: '11:00', currency: 'USD' },
].map((instance) => ({ instance: { currency: null, ...instance } }) as unknown as CityAgendaItem);

describe('an offer', () => {
  const draft = () =>
    draftOffer(trip, items, { currency: 'EUR', cityCurrency: 'EUR', today: '2031-04-01', locale: 'en-GB' });

  test('takes what the trip has in one currency, in order of time, at the price of the day', () => {
    expect(currenciesOf(trip, items, 'EUR')).toEqual(['EUR', 'USD']);
    const { lines, lastDay, customerName } = draft();
    expect(lines.map(({ label, seats, priceMinor }) => [label, seats, priceMinor])).toEqual([
      ['Walk · 1 May 2031 11:00', 10, null],
      ['Tiles · 2 May 2031 11:00', 12, 4200],
    ]);
    expect([lastDay, customerName, draftTotal(draft())]).toEqual(['2031-04-15', 'Mia', null]);
  });

  test('asks for each price and name that is missing, then holds until the city’s midnight', () => {
    const schema = offerSchema(trip, 'Europe/Lisbon');
    const open = draft();
    open.lines[1] = { key: 9, instanceId: null, label: ' ', seats: 1, priceMinor: 5 };
    expect(schema.safeParse(open).error?.issues.map(({ path }) => path.join('.'))).toEqual([
      'lines.0.priceMinor',
      'lines.1.label',
    ]);
    const whole = draft();
    for (const line of whole.lines) line.priceMinor = 1000;
    expect(draftTotal(whole)).toBe(22_000);
    expect(schema.parse(whole)).toMatchObject({ tripId: trip.id, expiresAt: '2031-04-15T23:00:00.000Z' });
    expect(schema.safeParse({ ...whole, lines: [] }).error?.issues[0]?.path).toEqual(['lines']);
    expect(schema.safeParse({ ...whole, lastDay: null }).error?.issues[0]?.path).toEqual(['expiresAt']);
  });
});

describe('a trip’s form', () => {
  test('sends back what it was given, and keeps what it does not show', () => {
    expect(tripSchema(trip.data).parse(tripValues(trip))).toEqual(fieldsOfTrip(trip));
  });

  test('complains by the field', () => {
    const empty = tripSchema().safeParse({ ...newTrip('lisbon'), pax: Number.NaN });
    expect([...new Set(empty.error?.issues.map(({ path }) => path.join('.')))].sort()).toEqual([
      'from',
      'pax',
      'title',
      'to',
    ]);
    const traveller = { key: 1, name: '', email: 'nobody', phone: '', notes: '' };
    const filled = { ...newTrip('lisbon'), title: 'T', from: '2031-05-03', to: '2031-05-01' };
    const wrong = tripSchema().safeParse({ ...filled, travellers: [traveller] });
    expect(wrong.error?.issues.map(({ path }) => path.join('.'))).toEqual(
      expect.arrayContaining(['travellers.0.name', 'travellers.0.email']),
    );
    const days = tripSchema().safeParse(filled);
    expect(days.error?.issues.map(({ path }) => path.join('.'))).toEqual(['to']);
  });
});
