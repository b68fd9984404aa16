import {
  MINUTE_MS,
  addToClock,
  nominalMinutes,
  resolveWallClock,
  toWallClock,
} from '../instances/wall-clock.ts';
import type { SessionMetadata } from './metadata.schema.ts';
import type { OutlineSection } from './outline.schema.ts';
import { type Step, stepsOf } from './steps.ts';

/** When each section begins and ends, and how the whole stands against what was planned. */

export type Timing = Pick<SessionMetadata, 'startDate' | 'startTime' | 'endTime' | 'timezone'>;

/** A point of the session. */
export interface Mark {
  /** Whole minutes since the session's start. */
  minute: number;
  /** `HH:mm` on a clock in the session's zone; null without a start time. */
  time: string | null;
  /** Days after the day of the start: 1 after the first midnight. */
  dayOffset: number;
  /** ISO 8601 UTC; null without a date or start time. */
  at: string | null;
}

export interface ScheduledSection {
  id: string;
  stepIndex: number;
  /** Runs at the same time as its neighbour. */
  parallel: boolean;
  start: Mark;
  end: Mark;
}

export interface Schedule {
  /** In the outline's order. */
  sections: ScheduledSection[];
  stepCount: number;
  totalMinutes: number;
  start: Mark;
  /** Where the outline ends. */
  end: Mark;
  /** Start time to end time; null while one of them is missing. */
  plannedMinutes: number | null;
  plannedEnd: Mark | null;
  /** Minutes beyond the planned window, below zero when some are left; null without a window. */
  overMinutes: number | null;
}

/**
 * Minutes between start and end time, 1 to 1440 (an end at or before the start is the next day's), null while
 * one is missing. Elapsed minutes, as everywhere: four hours through a spring change are four hours.
 */
export const plannedMinutes = ({
  startTime,
  endTime,
}: Pick<Timing, 'startTime' | 'endTime'>): number | null =>
  startTime && endTime ? nominalMinutes(startTime, endTime) : null;

const DAY_MINUTES = 1440;
const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00Z`) - Date.parse(`${from}T00:00Z`)) / (DAY_MINUTES * MINUTE_MS));

/** Turns minutes since the start into marks. Dated ones go by instants, so that a change of clocks shows. */
function marker({ startDate, startTime, timezone }: Timing): (minute: number) => Mark {
  if (!startTime) return (minute) => ({ minute, time: null, dayOffset: 0, at: null });
  if (!startDate) {
    const first = Number(startTime.slice(0, 2)) * 60 + Number(startTime.slice(3));
    return (minute) => ({
      minute,
      time: addToClock(startTime, minute),
      dayOffset: Math.floor((first + minute) / DAY_MINUTES),
      at: null,
    });
  }
  const { instantMs } = resolveWallClock(startDate, startTime, timezone);
  return (minute) => {
    const atMs = instantMs + minute * MINUTE_MS;
    const { date, time } = toWallClock(atMs, timezone);
    return { minute, time, dayOffset: daysBetween(startDate, date), at: new Date(atMs).toISOString() };
  };
}

type Timed = Pick<OutlineSection, 'id' | 'durationMinutes' | 'groupId'>;

function scheduledSections(
  steps: readonly Step<Timed>[],
  mark: (minute: number) => Mark,
): ScheduledSection[] {
  let minute = 0;
  return steps.flatMap((step) => {
    const start = mark(minute);
    const scheduled = step.sections.map(({ id, durationMinutes }) => ({
      id,
      stepIndex: step.index,
      parallel: step.sections.length > 1,
      start,
      end: mark(start.minute + durationMinutes),
    }));
    minute += step.durationMinutes;
    return scheduled;
  });
}

/** The clock of an outline. Pure: asked again after each change. */
export function scheduleOf(metadata: Timing, sections: readonly Timed[]): Schedule {
  const steps = stepsOf(sections);
  const mark = marker(metadata);
  const totalMinutes = steps.reduce((sum, step) => sum + step.durationMinutes, 0);
  const planned = plannedMinutes(metadata);
  return {
    sections: scheduledSections(steps, mark),
    stepCount: steps.length,
    totalMinutes,
    start: mark(0),
    end: mark(totalMinutes),
    plannedMinutes: planned,
    plannedEnd: planned === null ? null : mark(planned),
    overMinutes: planned === null ? null : totalMinutes - planned,
  };
}
