import { expect, test } from 'vitest';
import { DAY_MS } from '../../shared/src/instances/index.ts';
import { planGeneration } from '../../shared/src/agenda/index.ts';
import { slot, stack, week } from '../../shared/src/agenda/generate.fixture.ts';
import { type Answer, expectedOf, readCases, type RecurrenceCase, recurrenceOf } from './recurrence-cases.ts';

/** The hard cases that a week of slots can say: every week, on named weekdays. One slot for each weekday. */

const cases = readCases().filter(
  ({ pattern, durationMinutes }) =>
    pattern.type === 'weekly' && pattern.interval === 1 && durationMinutes <= 1440,
);

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

function answerByWeek(example: RecurrenceCase): Answer[] {
  const { timezone, start, until, durationMinutes, window } = example;
  const [fromMs, toMs] = [Date.parse(window.fromUtc), Date.parse(window.toUtc)];
  const weekly = week({
    city: { slug: 'somewhere', timezone, currency: 'EUR' },
    activeFrom: start.date,
    activeTo: until?.slice(0, 10) ?? null,
  });
  const weekdays = recurrenceOf(example).daysOfWeek ?? [new Date(start.date).getUTCDay()];
  const slots = weekdays.map((weekday) =>
    slot({
      id: `slot ${weekday}`,
      weekday,
      startTimeLocal: start.time.slice(0, 5),
      defaultDurationMin: durationMinutes,
    }),
  );
  const around = { from: dayOf(fromMs - 2 * DAY_MS), to: dayOf(toMs + 2 * DAY_MS) };
  return planGeneration(weekly, slots, [stack()], [], around)
    .created.map(({ fields, startsAt, endsAt, adjust }) => ({
      local: `${fields.date}T${fields.startTime}`,
      startMs: Date.parse(startsAt),
      endMs: Date.parse(endsAt),
      adjust,
    }))
    .filter(({ startMs }) => startMs >= fromMs && startMs < toMs);
}

test('a good part of the cases can be said by a week', () => expect(cases.length).toBeGreaterThan(10));

test.each(cases.map((example) => [example.id, example.title, example] as const))(
  '%s %s',
  (_, __, example) => {
    expect(answerByWeek(example)).toEqual(expectedOf(example));
  },
);
