import { readFileSync } from 'node:fs';
import { expandRecurrence, MAX_WINDOW_DAYS, DAY_MS, Recurrence } from '../../shared/src/instances/index.ts';
import type { Adjust, Occurrence } from '../../shared/src/instances/index.ts';

/** The hard cases of `fixtures/recurrence`, and how they are put to our expansion. */

const DAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

interface Expected {
  nominalLocal: string;
  utc: string;
  endUtc: string;
  adjust: Adjust;
}

export interface RecurrenceCase {
  id: string;
  title: string;
  pattern: {
    type: 'weekly' | 'monthly' | 'one_time';
    interval: number;
    daysOfWeek: string[];
    setPositions: number[];
    date: string | null;
  };
  timezone: string;
  start: { date: string; time: string };
  durationMinutes: number;
  until: string | null;
  weekStart: string;
  window: { fromUtc: string; toUtc: string };
  expected: Expected[];
  /** The other reading of positions with several weekdays, which is ours. */
  expectedPerWeekday?: Expected[];
}

export interface Answer {
  local: string;
  startMs: number;
  endMs: number;
  adjust: Adjust;
}

export function readCases(): RecurrenceCase[] {
  const file = new URL('../fixtures/recurrence/cases-public.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { cases: RecurrenceCase[] }).cases;
}

export const expectedOf = (example: RecurrenceCase): Answer[] =>
  (example.expectedPerWeekday ?? example.expected).map(({ nominalLocal, utc, endUtc, adjust }) => ({
    local: nominalLocal.slice(0, 16),
    startMs: Date.parse(utc),
    endMs: Date.parse(endUtc),
    adjust,
  }));

export function recurrenceOf({ pattern, start, until, weekStart }: RecurrenceCase): Recurrence {
  const repeating = pattern.type !== 'one_time';
  return Recurrence.parse({
    ...pattern,
    daysOfWeek: pattern.daysOfWeek.map((day) => DAYS.indexOf(day)),
    startDate: repeating ? start.date : null,
    until,
    weekStart: DAYS.indexOf(weekStart),
  });
}

const answerOf = ({ date, startTime, startsAt, endsAt, adjust }: Occurrence): Answer => ({
  local: `${date}T${startTime}`,
  startMs: Date.parse(startsAt),
  endMs: Date.parse(endsAt),
  adjust,
});

/** Our answer; windows longer than we allow are asked for in pieces, as a caller would. */
export function answerCase(example: RecurrenceCase): Answer[] {
  const { timezone, start, durationMinutes, window } = example;
  const times = { timezone, startTime: start.time.slice(0, 5), durationMinutes };
  const recurrence = recurrenceOf(example);
  const answers: Answer[] = [];
  const endMs = Date.parse(window.toUtc);
  for (let fromMs = Date.parse(window.fromUtc); fromMs < endMs; fromMs += MAX_WINDOW_DAYS * DAY_MS) {
    const toMs = Math.min(endMs, fromMs + MAX_WINDOW_DAYS * DAY_MS);
    answers.push(...expandRecurrence(recurrence, times, { fromMs, toMs }).map(answerOf));
  }
  return answers;
}
