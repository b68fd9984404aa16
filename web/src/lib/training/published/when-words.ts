import type { SessionMetadata } from '@ensemble/shared/training/metadata.schema';
import { sayDate, sayLocalTime } from '#lib/viewer/time.ts';

type When = Pick<SessionMetadata, 'startDate' | 'startTime' | 'endTime'>;

/** `Tuesday, 24 November 2026, 09:00 – 12:30`; what is not said yet is left out; empty when nothing is. */
export function whenWords({ startDate, startTime, endTime }: When, locale: string): string {
  const day =
    startDate === ''
      ? ''
      : sayDate(startDate, locale, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const times = [startTime, endTime].filter(Boolean).map((time) => sayLocalTime(time, locale));
  return [day, times.join(' – ')].filter(Boolean).join(', ');
}
