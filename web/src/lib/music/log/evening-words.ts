import type { InstanceView } from '@ensemble/shared/instances/instances.schema';
import { daysApart, sayDate, sayDay } from '#lib/viewer/time.ts';

const capital = (text: string, locale: string): string =>
  text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);

/**
 * What people call an evening: "Tonight", "Yesterday", and "Tuesday 3 March" further off. After
 * midnight it is still tonight while it goes on: the evening belongs to the day it began.
 */
export function eveningTitle(
  instance: Pick<InstanceView, 'startsAt' | 'date' | 'timezone' | 'isActive'>,
  nowMs: number,
  locale: string,
): string {
  const startMs = Date.parse(instance.startsAt);
  const apart = daysApart(startMs, nowMs, instance.timezone);
  if (instance.isActive && apart === -1) return 'Tonight';
  if (Math.abs(apart) <= 1) {
    return capital(sayDay(startMs, nowMs, { locale, zone: instance.timezone }), locale);
  }
  const sameYear = instance.date.slice(0, 4) === new Date(nowMs).toISOString().slice(0, 4);
  return sayDate(instance.date, locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  });
}
