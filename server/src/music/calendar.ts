import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import type { Occurrence } from '@ensemble/shared/instances';
import type { InstanceRow } from '../instances/index.ts';
import type { SessionRow } from './sessions.repo.ts';

/** A break in a name would end its line and begin one of the name's own making: the library minds not all of them. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ');

/**
 * RFC 5545 feed: the evenings that exist, and the coming dates of the recurrence that nobody has made yet.
 * Instants in UTC, so that no client needs our zone rules.
 */
export function calendarOf(
  session: SessionRow,
  stored: readonly InstanceRow[],
  expected: readonly Occurrence[],
  publicOrigin: string,
): string {
  const calendar = ical({
    name: oneLine(session.name),
    method: ICalCalendarMethod.PUBLISH,
    prodId: { company: 'Ensemble', product: 'Sessions' },
  });
  const address = [session.locationName, session.locationStreet, session.city, session.country]
    .filter((part) => part !== null)
    .map(oneLine)
    .filter(Boolean)
    .join(', ');
  const { host } = new URL(publicOrigin);
  const taken = new Set(
    stored.flatMap((row) => [`${row.originDate} ${row.originStart}`, `${row.date} ${row.startTime}`]),
  );
  for (const row of stored) {
    calendar.createEvent({
      id: `${row._id.toHexString()}@${host}`,
      sequence: row.version,
      start: row.startsAt,
      end: row.endsAt,
      stamp: row.updatedAt,
      summary: oneLine(row.title),
      description: (row.comments ?? '').replace(/\r\n?/g, '\n'),
      location: oneLine(row.locationOverride ?? address),
      status: row.status === 'cancelled' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
      url: `${publicOrigin}/instances/${row._id.toHexString()}`,
    });
  }
  for (const occurrence of expected) {
    if (taken.has(`${occurrence.date} ${occurrence.startTime}`)) continue;
    calendar.createEvent({
      id: `${session._id.toHexString()}-${occurrence.date}@${host}`,
      start: new Date(occurrence.startsAt),
      end: new Date(occurrence.endsAt),
      stamp: session.updatedAt,
      summary: oneLine(session.name),
      location: address,
      url: `${publicOrigin}/sessions/${session.path}`,
    });
  }
  return calendar.toString();
}
