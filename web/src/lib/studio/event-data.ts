import { decimalOf } from '@ensemble/shared/agenda/money';
import type { InstanceView } from '@ensemble/shared/instances/instances.schema';
import type { SeatCountsView } from '@ensemble/shared/seats/seats.schema';

/** schema.org Event of a session, for search engines and calendars that read pages. */

const SCHEMA = 'https://schema.org';

interface Place {
  name: string;
  country: string | null;
}

export interface EventSource {
  instance: InstanceView;
  seats: SeatCountsView;
  /** The city it is in; null where it is not known. */
  city: Place | null;
  /** `https://ensemble.example` */
  origin: string;
  description?: string;
}

type Json = { [key: string]: Json | string | number };

/** `2026-11-23T18:00:00+00:00`: the wall clock there with its offset from UTC then. */
export function isoWithOffset(at: string, zone: string): string {
  const ms = Date.parse(at);
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(ms);
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? '';
  const wall = `${of('year')}-${of('month')}-${of('day')}T${of('hour')}:${of('minute')}:${of('second')}`;
  const offset = Math.round((Date.parse(`${wall}Z`) - ms) / 60_000);
  const figures = (n: number) => String(Math.floor(n)).padStart(2, '0');
  const sign = offset < 0 ? '-' : '+';
  return `${wall}${sign}${figures(Math.abs(offset) / 60)}:${figures(Math.abs(offset) % 60)}`;
}

function offerOf({ instance, seats }: EventSource, url: string): Json | null {
  const { priceMinor, currency } = instance;
  if (priceMinor === null || currency === null) return null;
  const isOpen = seats.status === 'scheduled' || seats.status === 'active';
  const inStock = isOpen && (seats.left === null || seats.left > 0);
  return {
    '@type': 'Offer',
    price: decimalOf(priceMinor, currency),
    priceCurrency: currency,
    availability: `${SCHEMA}/${inStock ? 'InStock' : 'SoldOut'}`,
    url,
  };
}

export function eventOf(source: EventSource): Json {
  const { instance, seats, city, origin, description } = source;
  const url = `${origin}/instances/${instance.id}`;
  const offer = offerOf(source, url);
  const address: Json | null = city && {
    '@type': 'PostalAddress',
    addressLocality: city.name,
    ...(city.country === null ? {} : { addressCountry: city.country }),
  };
  return {
    '@type': 'Event',
    '@id': url,
    url,
    name: instance.title,
    ...(description ? { description } : {}),
    startDate: isoWithOffset(instance.startsAt, instance.timezone),
    endDate: isoWithOffset(instance.endsAt, instance.timezone),
    eventStatus: `${SCHEMA}/${seats.status === 'cancelled' ? 'EventCancelled' : 'EventScheduled'}`,
    eventAttendanceMode: `${SCHEMA}/OfflineEventAttendanceMode`,
    location: {
      '@type': 'Place',
      name: instance.venue ?? city?.name ?? instance.title,
      ...(address ? { address } : {}),
    },
    organizer: {
      '@type': 'Organization',
      name: city ? `Ensemble ${city.name}` : 'Ensemble',
      url: instance.citySlug === undefined ? origin : `${origin}/studio/${instance.citySlug}`,
    },
    ...(offer ? { offers: offer } : {}),
    ...(seats.capacityMax === null ? {} : { maximumAttendeeCapacity: seats.capacityMax }),
    ...(seats.left === null ? {} : { remainingAttendeeCapacity: Math.max(0, seats.left) }),
  };
}

/** JSON that is safe inside a script element: no `</script>`, no comment, no line separator can come of it. */
const inScript = (value: unknown): string =>
  JSON.stringify(value).replaceAll(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** The script element for the page's head; empty without events. A data block: no script policy applies to it. */
export function eventScript(sources: readonly EventSource[]): string {
  if (sources.length === 0) return '';
  const events = sources.map(eventOf);
  const document =
    events.length === 1 ? { '@context': SCHEMA, ...events[0] } : { '@context': SCHEMA, '@graph': events };
  return `<script type="application/ld+json">${inScript(document)}</${'script'}>`;
}
