import type { Occurrence } from '@ensemble/shared/instances';
import { type CalendarEntry, calendarFeed, instanceEntry, type InstanceRow } from '../instances/index.ts';
import type { SessionRow } from './sessions.repo.ts';

/** The evenings that exist, and the coming dates of the recurrence that nobody has made yet. */
export function calendarOf(
  session: SessionRow,
  stored: readonly InstanceRow[],
  expected: readonly Occurrence[],
  publicOrigin: string,
): string {
  const address = [session.locationName, session.locationStreet, session.city, session.country]
    .map((part) => part?.trim())
    .filter(Boolean)
    .join(', ');
  const taken = new Set(
    stored.flatMap((row) => [`${row.originDate} ${row.originStart}`, `${row.date} ${row.startTime}`]),
  );
  const coming = expected
    .filter(({ date, startTime }) => !taken.has(`${date} ${startTime}`))
    .map((occurrence): CalendarEntry => ({
      key: `${session._id.toHexString()}-${occurrence.date}`,
      startsAt: new Date(occurrence.startsAt),
      endsAt: new Date(occurrence.endsAt),
      changedAt: session.updatedAt,
      title: session.name,
      location: address,
      path: `/sessions/${session.path}`,
    }));
  const made = stored.map((row) => instanceEntry(row, address));
  return calendarFeed({ name: session.name, product: 'Sessions', publicOrigin }, [...made, ...coming]);
}
