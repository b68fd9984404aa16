import type { SessionView } from '@ensemble/shared/music/sessions.schema';
import { Recurrence, nextOccurrences } from '@ensemble/shared/instances';

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Sessions whose name, place or schedule hold every word that was typed, in that city if one is chosen. */
export function filterSessions(
  sessions: readonly SessionView[],
  wanted: { text: string; city: string },
): SessionView[] {
  const words = plain(wanted.text).split(/\s+/u).filter(Boolean);
  return sessions.filter((session) => {
    if (wanted.city !== '' && session.city !== wanted.city) return false;
    const hay = plain(
      [
        session.name,
        session.locationName,
        session.locationStreet,
        session.city,
        session.state,
        session.country,
        session.schedule,
      ]
        .filter(Boolean)
        .join(' '),
    );
    return words.every((word) => hay.includes(word));
  });
}

/** The cities there are, for choosing one; in alphabetical order. */
export const citiesOf = (sessions: readonly SessionView[]): string[] =>
  [...new Set(sessions.flatMap(({ city }) => (city === null ? [] : [city])))].sort((a, b) =>
    a.localeCompare(b),
  );

/** The start of the next evening by the recurrence, ISO 8601; null when it has none or no start time. */
export function nextStart(session: SessionView, nowMs: number): string | null {
  return nextDates(session, nowMs, 1)[0]?.startsAt ?? null;
}

/** The next evenings by the recurrence; none when something for working them out is missing. */
export function nextDates(
  session: Pick<SessionView, 'recurrence' | 'timezone' | 'defaultStartTime' | 'defaultEndTime'>,
  nowMs: number,
  count: number,
) {
  const recurrence = Recurrence.safeParse(session.recurrence);
  if (!recurrence.success) return [];
  try {
    return nextOccurrences(
      recurrence.data,
      {
        timezone: session.timezone,
        startTime: session.defaultStartTime ?? undefined,
        endTime: session.defaultEndTime ?? undefined,
      },
      nowMs,
      count,
    );
  } catch {
    // A half-filled form: without a start time there is no instant to show.
    return [];
  }
}
