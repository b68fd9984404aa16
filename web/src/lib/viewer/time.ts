/** Times as people say them, by Intl in the viewer's locale and the event's own zone. */

export interface Wording {
  /** BCP 47, such as `en-IE`. */
  locale: string;
  /** IANA zone the words are said in: the session's own. */
  zone: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Building a formatter costs far more than using it, and a list of evenings needs the same few. */
function format(wording: Wording, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${wording.locale}|${wording.zone}|${JSON.stringify(options)}`;
  let found = formats.get(key);
  if (found === undefined) {
    found = new Intl.DateTimeFormat(wording.locale, { ...options, timeZone: wording.zone });
    formats.set(key, found);
  }
  return found;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `20:00` and `01:30`, or `8:00 PM` and `1:30 AM` where people say so. */
export function sayClock(ms: number, wording: Wording): string {
  const short = format(wording, { hour: 'numeric', minute: '2-digit' });
  // Left to itself a clock of 24 hours writes 1:30 in many locales, which nobody has on their wall.
  const clock = short.resolvedOptions().hour12
    ? short
    : format(wording, { hour: '2-digit', minute: '2-digit' });
  // Browsers write a plain space before PM, and a line would break there.
  return clock.format(ms).replaceAll(/\s/g, '\u00a0');
}

/** `2026-11-20`: the calendar day there, for comparing days. */
export function dayIn(ms: number, zone: string): string {
  const parts = format({ locale: 'en-CA', zone }, { year: 'numeric', month: '2-digit', day: '2-digit' });
  return parts.format(ms);
}

/** Whole calendar days from now to then, as the zone counts them: 0 today, 1 tomorrow, -1 yesterday. */
export function daysApart(ms: number, nowMs: number, zone: string): number {
  return Math.round((Date.parse(dayIn(ms, zone)) - Date.parse(dayIn(nowMs, zone))) / DAY);
}

const hourIn = (ms: number, zone: string): number =>
  Number(format({ locale: 'en-GB', zone }, { hour: '2-digit', hourCycle: 'h23' }).format(ms));

/** `today`, `tonight`, `tomorrow`, `yesterday`, `Tuesday`, `Tue 24 Nov`, with the year when it is another. */
export function sayDay(ms: number, nowMs: number, wording: Wording): string {
  const apart = daysApart(ms, nowMs, wording.zone);
  if (apart === 0) return hourIn(ms, wording.zone) >= 17 ? 'tonight' : 'today';
  if (apart === 1) return 'tomorrow';
  if (apart === -1) return 'yesterday';
  if (apart > 1 && apart < 7) return format(wording, { weekday: 'long' }).format(ms);
  const sameYear = dayIn(ms, wording.zone).slice(0, 4) === dayIn(nowMs, wording.zone).slice(0, 4);
  return format(wording, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(ms);
}

/** `in 12 minutes` up to an hour ahead, `started 5 minutes ago` is left to the caller; `tonight 20:00` beyond. */
export function sayWhen(ms: number, nowMs: number, wording: Wording): string {
  const ahead = ms - nowMs;
  if (ahead >= 0 && ahead < HOUR) {
    const minutes = Math.ceil(ahead / MINUTE);
    if (minutes <= 1) return 'in a minute';
    return `in ${minutes} minutes`;
  }
  return `${sayDay(ms, nowMs, wording)} ${sayClock(ms, wording)}`;
}

/** How long ago, for things that happened: `just now`, `12 minutes ago`, `3 hours ago`, then the day. */
export function sayAgo(ms: number, nowMs: number, wording: Wording): string {
  const past = nowMs - ms;
  if (past < MINUTE) return 'just now';
  const minutes = Math.floor(past / MINUTE);
  if (minutes < 60) return minutes === 1 ? 'a minute ago' : `${minutes} minutes ago`;
  const hours = Math.floor(past / HOUR);
  if (hours < 12) return hours === 1 ? 'an hour ago' : `${hours} hours ago`;
  return sayDay(ms, nowMs, wording);
}

/** The whole truth, for hover and tap: `Friday, 20 November 2026 at 20:00 GMT`. */
export const sayExactly = (ms: number, wording: Wording): string =>
  format(wording, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(ms);

/** A calendar day without a time (`YYYY-MM-DD`): `Tue 24 November`. */
export const sayDate = (date: string, locale: string, options?: Intl.DateTimeFormatOptions): string =>
  format({ locale, zone: 'UTC' }, options ?? { weekday: 'short', day: 'numeric', month: 'long' }).format(
    Date.parse(`${date}T12:00:00Z`),
  );

/** A wall-clock time without a day (`HH:mm`), as the locale writes it. */
export const sayLocalTime = (time: string, locale: string): string =>
  sayClock(Date.parse(`2000-01-01T${time}:00Z`), { locale, zone: 'UTC' });

/** `Europe/Dublin` → `Dublin`: how people name a zone. */
export const zoneCity = (zone: string): string => (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');

/** Whether two zones show the same wall clock at this instant: then naming the zone would be noise. */
export function sameClock(ms: number, a: string, b: string): boolean {
  const clock = (zone: string) =>
    format({ locale: 'en-GB', zone }, { day: '2-digit', hour: '2-digit', minute: '2-digit' }).format(ms);
  return a === b || clock(a) === clock(b);
}

/** How long is left, in minutes and seconds: `14:07`, `0:09`; never below `0:00`. */
export function countdown(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
