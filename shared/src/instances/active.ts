import { expandRecurrence, type Occurrence, type OccurrenceTimes } from './expand.ts';
import type { Recurrence } from './recurrence.schema.ts';
import { DAY_MS, MINUTE_MS } from './wall-clock.ts';

export const DEFAULT_BUFFER_MINUTES = 60;
export const DEFAULT_HOURS_AHEAD = 24;
const HOUR_MS = 60 * MINUTE_MS;

/** When an instance counts as on: UTC ISO 8601, from inclusive, until exclusive. */
export interface ActiveWindow {
  activeFrom: string;
  activeUntil: string;
}

export interface ActiveBuffers {
  activeBufferMinutesBefore?: number | undefined;
  activeBufferMinutesAfter?: number | undefined;
}

/** From the buffer before the start to the buffer after the end; an hour each unless the session says. */
export function activeWindow(
  instance: { startsAt: string; endsAt: string },
  session: ActiveBuffers = {},
): ActiveWindow {
  const before = session.activeBufferMinutesBefore ?? DEFAULT_BUFFER_MINUTES;
  const after = session.activeBufferMinutesAfter ?? DEFAULT_BUFFER_MINUTES;
  return {
    activeFrom: new Date(Date.parse(instance.startsAt) - before * MINUTE_MS).toISOString(),
    activeUntil: new Date(Date.parse(instance.endsAt) + after * MINUTE_MS).toISOString(),
  };
}

export const isActiveAt = (window: ActiveWindow, nowMs: number): boolean =>
  nowMs >= Date.parse(window.activeFrom) && nowMs < Date.parse(window.activeUntil);

/** The next moment (epoch ms, after `nowMs`) at which `isActiveAt` changes; null when it never does again. */
export function nextBoundary(window: ActiveWindow, nowMs: number): number | null {
  const from = Date.parse(window.activeFrom);
  const until = Date.parse(window.activeUntil);
  if (until <= from || nowMs >= until) return null;
  return nowMs < from ? from : until;
}

export interface AutoCreateSession {
  recurrence: Recurrence | null;
  timezone: string;
  defaultStartTime?: string | null | undefined;
  defaultEndTime?: string | null | undefined;
  autoCreateInstances: boolean;
  /** 1 to 168; 24 unless told. */
  autoCreateHoursAhead?: number | undefined;
}

/** The session's own zone and default times, as expansion wants them. */
export const timesOf = (
  session: Pick<AutoCreateSession, 'timezone' | 'defaultStartTime' | 'defaultEndTime'>,
): OccurrenceTimes => ({
  timezone: session.timezone,
  startTime: session.defaultStartTime ?? undefined,
  endTime: session.defaultEndTime ?? undefined,
});

/**
 * The occurrences that should have an instance by now: those starting within the hours ahead, and one that is
 * still going on (made late, after a restart). Empty unless the session creates its instances itself and knows
 * when it starts. The same answer whoever asks, so creating them is idempotent by (session, date, start).
 */
export function dueAutoCreates(session: AutoCreateSession, nowMs: number): Occurrence[] {
  const { recurrence } = session;
  const times = timesOf(session);
  if (!session.autoCreateInstances || recurrence === null) return [];
  if ((recurrence.startTime ?? times.startTime) === undefined) return [];
  const hours = Math.min(Math.max(session.autoCreateHoursAhead ?? DEFAULT_HOURS_AHEAD, 1), 168);
  // Nothing lasts longer than a day, so what is going on started within it. The end is inclusive.
  const window = { fromMs: nowMs - DAY_MS, toMs: nowMs + hours * HOUR_MS + 1 };
  return expandRecurrence(recurrence, times, window).filter(({ endsAt }) => Date.parse(endsAt) > nowMs);
}
