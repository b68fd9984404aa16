import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import type { InstanceRow } from './instances.repo.ts';

/** RFC 5545 feeds of dated things. Instants in UTC, so that no client needs our zone rules. */
export interface CalendarEntry {
  /** Stays the same for ever; `@host` is added. */
  key: string;
  /** Rises with each change. */
  sequence?: number;
  startsAt: Date;
  endsAt: Date;
  changedAt: Date;
  title: string;
  description?: string;
  location: string;
  /** Left out: nobody has said yes or no. */
  cancelled?: boolean;
  /** Below the public origin, such as `/instances/…`. */
  path: string;
}

export interface CalendarFace {
  name: string;
  /** What part of Ensemble wrote it. */
  product: string;
  publicOrigin: string;
  /** The zone people there live by, for clients that show one. */
  timezone?: string;
}

/** A break in a name would end its line and begin one of the name's own making: the library minds not all of them. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ');

export function calendarFeed(face: CalendarFace, entries: readonly CalendarEntry[]): string {
  const { name, product, publicOrigin, timezone } = face;
  const { host } = new URL(publicOrigin);
  const calendar = ical({
    name: oneLine(name),
    method: ICalCalendarMethod.PUBLISH,
    prodId: { company: 'Ensemble', product },
    ...(timezone === undefined ? {} : { x: [{ key: 'X-WR-TIMEZONE', value: timezone }] }),
  });
  for (const entry of entries) {
    const { cancelled, sequence, description } = entry;
    const status = cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED;
    calendar.createEvent({
      id: `${entry.key}@${host}`,
      ...(sequence === undefined ? {} : { sequence }),
      start: entry.startsAt,
      end: entry.endsAt,
      stamp: entry.changedAt,
      summary: oneLine(entry.title),
      ...(description === undefined ? {} : { description: description.replace(/\r\n?/g, '\n') }),
      location: oneLine(entry.location),
      ...(cancelled === undefined ? {} : { status }),
      url: `${publicOrigin}${entry.path}`,
    });
  }
  return calendar.toString();
}

/** A stored instance; `location` is where its kind of thing usually is. */
export const instanceEntry = (row: InstanceRow, location: string): CalendarEntry => ({
  key: row._id.toHexString(),
  sequence: row.version,
  startsAt: row.startsAt,
  endsAt: row.endsAt,
  changedAt: row.updatedAt,
  title: row.title,
  description: row.comments ?? '',
  location: row.locationOverride ?? location,
  cancelled: row.status === 'cancelled',
  path: `/instances/${row._id.toHexString()}`,
});
