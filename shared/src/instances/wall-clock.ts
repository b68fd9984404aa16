import { IANAZone } from 'luxon';

/**
 * Local wall clock to instant and back. Ours rather than luxon's, because luxon resolves an ambiguous time
 * by the offset of today, so its answer would change with the season in which it is asked.
 */

/** Why the instant is not simply the wall clock: the time was skipped, or it happens twice. */
export type Adjust = null | 'gap' | 'overlap';

export interface ResolvedTime {
  /** Epoch milliseconds. */
  instantMs: number;
  adjust: Adjust;
}

export interface LocalMoment {
  /** `YYYY-MM-DD` */
  date: string;
  /** `HH:mm` */
  time: string;
}

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;
/** No zone has ever been further from UTC than this, so both sides of any change near a wall clock are within it. */
const FAR_SIDE_MS = 16 * 3_600_000;

/** The wall clock written as if it were UTC: "fake UTC", on which days and weeks are plain arithmetic. */
export const toFakeUtc = (date: string, time = '00:00'): number => Date.parse(`${date}T${time}:00Z`);
export const dateOfFakeUtc = (fakeMs: number): string => new Date(fakeMs).toISOString().slice(0, 10);
const timeOfFakeUtc = (fakeMs: number): string => new Date(fakeMs).toISOString().slice(11, 16);

const offsetMs = (zone: IANAZone, instantMs: number): number =>
  Math.round(zone.offset(instantMs) * MINUTE_MS);

/**
 * The instant of a local date and time (`YYYY-MM-DD`, `HH:mm`) in an IANA zone.
 * A time inside a gap moves forward by the gap's length (a whole skipped day: to the same time a day later);
 * a time that happens twice is the first of the two.
 */
export function resolveWallClock(date: string, time: string, timezone: string): ResolvedTime {
  const zone = IANAZone.create(timezone);
  const local = toFakeUtc(date, time);
  const before = offsetMs(zone, local - FAR_SIDE_MS);
  const after = offsetMs(zone, local + FAR_SIDE_MS);
  // No zone has ever changed twice within these 32 hours, so this is nearly every answer, in two look-ups.
  if (before === after) return { instantMs: local - before, adjust: null };
  const holds = (offset: number): boolean => offsetMs(zone, local - offset) === offset;
  const real = [before, after].filter(holds).map((offset) => local - offset);
  if (real.length === 0) return { instantMs: local - before, adjust: 'gap' };
  return { instantMs: Math.min(...real), adjust: new Set(real).size > 1 ? 'overlap' : null };
}

/** What a clock on the wall in `timezone` shows at an instant. */
export function toWallClock(instantMs: number, timezone: string): LocalMoment {
  const fakeMs = instantMs + offsetMs(IANAZone.create(timezone), instantMs);
  return { date: dateOfFakeUtc(fakeMs), time: timeOfFakeUtc(fakeMs) };
}

const minutesOfDay = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** Minutes from start to end on the clock's face, 1 to 1440: an end at or before the start is the next day's. */
export function nominalMinutes(startTime: string, endTime: string): number {
  const minutes = minutesOfDay(endTime) - minutesOfDay(startTime);
  return minutes > 0 ? minutes : minutes + 1440;
}

/** The clock's face `minutes` after `startTime`. */
export function addToClock(startTime: string, minutes: number): string {
  return timeOfFakeUtc((minutesOfDay(startTime) + minutes) * MINUTE_MS);
}

export interface Span {
  /** ISO 8601 UTC. */
  startsAt: string;
  endsAt: string;
  adjust: Adjust;
}

/**
 * Start and end of something dated, as instants. The length is the nominal one, elapsed: four hours through
 * a spring change are four hours, so the clock shows five later.
 */
export function resolveSpan(date: string, startTime: string, endTime: string, timezone: string): Span {
  const { instantMs, adjust } = resolveWallClock(date, startTime, timezone);
  const endMs = instantMs + nominalMinutes(startTime, endTime) * MINUTE_MS;
  return { startsAt: new Date(instantMs).toISOString(), endsAt: new Date(endMs).toISOString(), adjust };
}
