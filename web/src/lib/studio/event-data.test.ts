import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { InstanceView } from '@ensemble/shared/instances/instances.schema';
import type { SeatCountsView } from '@ensemble/shared/seats/seats.schema';
import { eventOf, eventScript, isoWithOffset, type EventSource } from './event-data.ts';

const id = 'a'.repeat(24);

const source = (instance: Partial<InstanceView> = {}, seats: Partial<SeatCountsView> = {}): EventSource => ({
  instance: {
    id,
    source: { kind: 'agenda-slot', id },
    title: 'Harbour walk',
    date: '2026-11-23',
    startTime: '18:00',
    endTime: '19:30',
    locationOverride: null,
    comments: null,
    capacityMin: 4,
    capacityMax: 16,
    costMin: null,
    priceMinor: 2550,
    variableCostMinor: null,
    currency: 'EUR',
    citySlug: 'lisbon',
    venue: 'Cais do Sodré',
    timezone: 'Europe/Lisbon',
    startsAt: '2026-11-23T18:00:00.000Z',
    endsAt: '2026-11-23T19:30:00.000Z',
    activeFrom: '2026-11-23T18:00:00.000Z',
    activeUntil: '2026-11-23T19:30:00.000Z',
    status: 'scheduled',
    isActive: false,
    isCancelled: false,
    logCompleteDate: null,
    overlays: [],
    data: {},
    version: 1,
    createdAt: '2026-11-01T00:00:00.000Z',
    updatedAt: '2026-11-01T00:00:00.000Z',
    ...instance,
  },
  seats: {
    instanceId: id,
    version: 1,
    capacityMin: 4,
    capacityMax: 16,
    taken: 12,
    held: 1,
    left: 3,
    waitlisted: 0,
    status: 'scheduled',
    ...seats,
  },
  city: { name: 'Lisbon', country: 'Portugal' },
  origin: 'https://ensemble.example',
});

describe('a local time with its offset', () => {
  test.each([
    ['2026-07-01T18:00:00.000Z', 'Europe/Lisbon', '2026-07-01T19:00:00+01:00'],
    ['2026-11-24T01:00:00.000Z', 'America/Chicago', '2026-11-23T19:00:00-06:00'],
    ['2026-11-23T18:00:00.000Z', 'Asia/Kathmandu', '2026-11-23T23:45:00+05:45'],
    ['2026-11-23T18:00:00.000Z', 'America/St_Johns', '2026-11-23T14:30:00-03:30'],
    // The same wall clock twice, in the night the clocks go back.
    ['2026-10-25T00:30:00.000Z', 'Europe/Lisbon', '2026-10-25T01:30:00+01:00'],
    ['2026-10-25T01:30:00.000Z', 'Europe/Lisbon', '2026-10-25T01:30:00+00:00'],
  ])('%s in %s', (at, zone, written) => {
    expect(isoWithOffset(at, zone)).toBe(written);
    expect(Date.parse(written)).toBe(Date.parse(at));
  });
});

test('an event says what, when, where, for how much and how many', () => {
  const url = `https://ensemble.example/instances/${id}`;
  expect(eventOf(source())).toEqual({
    '@type': 'Event',
    '@id': url,
    url,
    name: 'Harbour walk',
    startDate: '2026-11-23T18:00:00+00:00',
    endDate: '2026-11-23T19:30:00+00:00',
    eventStatus: 'https://schema.org/EventScheduled',
    eventAttendanceMode: 'https://schema.org/OfflineEventAttendanceMode',
    location: {
      '@type': 'Place',
      name: 'Cais do Sodré',
      address: { '@type': 'PostalAddress', addressLocality: 'Lisbon', addressCountry: 'Portugal' },
    },
    organizer: {
      '@type': 'Organization',
      name: 'Ensemble Lisbon',
      url: 'https://ensemble.example/studio/lisbon',
    },
    offers: {
      '@type': 'Offer',
      price: '25.50',
      priceCurrency: 'EUR',
      availability: 'https://schema.org/InStock',
      url,
    },
    maximumAttendeeCapacity: 16,
    remainingAttendeeCapacity: 3,
  });
});

test('a full one is sold out, a cancelled one is cancelled, and what is unknown is left out', () => {
  expect(eventOf(source({}, { left: 0 }))['offers']).toMatchObject({
    availability: 'https://schema.org/SoldOut',
  });
  const cancelled = eventOf(source({}, { status: 'cancelled' }));
  expect(cancelled['eventStatus']).toBe('https://schema.org/EventCancelled');
  expect(cancelled['offers']).toMatchObject({ availability: 'https://schema.org/SoldOut' });
  const bare = eventOf(source({ priceMinor: null, venue: null }, { left: null, capacityMax: null }));
  expect(bare).not.toHaveProperty('offers');
  expect(bare).not.toHaveProperty('maximumAttendeeCapacity');
  expect(bare['location']).toMatchObject({ name: 'Lisbon' });
});

test('no words of anybody’s end the script element, and all of them come back', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('</script>', '<!--', '<script>', '&amp;', '\u2028', '"', '\\', 'é', ' ')),
      fc.string({ unit: 'binary' }),
      (pieces, rest) => {
        const title = pieces.join('') + rest;
        const html = eventScript([source({ title })]);
        const inside = html.slice(html.indexOf('>') + 1, html.lastIndexOf('</script>'));
        expect(inside).not.toMatch(/[<>&\u2028\u2029]/);
        expect((JSON.parse(inside) as { name: string }).name).toBe(title);
      },
    ),
  );
});

test('several events stand in one graph', () => {
  const html = eventScript([source(), source()]);
  const { '@graph': graph } = JSON.parse(html.slice(html.indexOf('>') + 1, html.lastIndexOf('</'))) as {
    '@graph': unknown[];
  };
  expect(graph).toHaveLength(2);
  expect(eventScript([])).toBe('');
});
