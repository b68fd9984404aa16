import { decimalOf } from '@ensemble/shared/agenda';
import { type CalendarEntry, calendarFeed, instanceEntry, type InstanceRow } from '../instances/index.ts';
import type { CityRow } from './agenda.models.ts';

/** What is on in a city, for people's own calendars: the same plain words as on its public page. */
export function cityCalendar(city: CityRow, rows: readonly InstanceRow[], publicOrigin: string): string {
  const location = [city.name, city.country].filter(Boolean).join(', ');
  const { name, timezone } = city;
  return calendarFeed(
    { name, product: 'City agenda', publicOrigin, timezone },
    rows.map((row): CalendarEntry => {
      const entry = instanceEntry(row, location);
      const description = [priceOf(row), row.comments ?? ''].filter(Boolean).join('\n\n');
      return { ...entry, description };
    }),
  );
}

const priceOf = ({ priceMinor, currency }: InstanceRow): string =>
  priceMinor === null || currency === null ? '' : `${decimalOf(priceMinor, currency)} ${currency} a seat`;
