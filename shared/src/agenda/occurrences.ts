import { expandRecurrence, type Occurrence } from '../instances/expand.ts';
import { Recurrence } from '../instances/recurrence.schema.ts';
import { DAY_MS, dateOfFakeUtc, toFakeUtc } from '../instances/wall-clock.ts';
import { atmosphereOf } from './atmosphere.ts';
import type {
  GeneratedFields,
  GenerationSlot,
  GenerationStack,
  GenerationWeek,
  PlannedInstance,
} from './generate.types.ts';

/** Local dates of the city, both inclusive. */
export interface GenerationWindow {
  from: string;
  to: string;
}

/** A skipped day reaches one day on; one more for the zones a day ahead. */
const SKIP_DAYS = 2;
const addDays = (date: string, days: number): string => dateOfFakeUtc(toFakeUtc(date) + days * DAY_MS);
const later = (a: string, b: string | null): string => (b !== null && b > a ? b : a);
const earlier = (a: string, b: string | null): string => (b !== null && b < a ? b : a);

/**
 * What the week's slots ask for inside the window: one instance for each slot and each of its weekdays between
 * activeFrom and activeTo, in order of time. Nothing while the week is not active; nothing for a slot whose
 * stack is gone. The same answer whoever asks, and whatever window a date is asked in.
 */
export function plannedInstances(
  week: GenerationWeek,
  slots: readonly GenerationSlot[],
  stacks: readonly GenerationStack[],
  window: GenerationWindow,
): PlannedInstance[] {
  const from = later(window.from, week.activeFrom);
  const to = earlier(window.to, week.activeTo);
  if (!week.isActive || to < from) return [];
  // From the days before too, or what a skipped day takes away would depend on where the window begins.
  const before = later(addDays(from, -SKIP_DAYS), week.activeFrom);
  const stackById = new Map(stacks.map((stack) => [stack.id, stack]));
  return [...slots]
    .sort((a, b) => a.sortOrder - b.sortOrder || compare(a.id, b.id))
    .flatMap((slot) => {
      const stack = stackById.get(slot.sessionStackId);
      return stack ? ofSlot(week, slot, stack, { from: before, to }) : [];
    })
    .sort((a, b) => compare(a.originDate, b.originDate) || compare(a.originStart, b.originStart))
    .filter(notMovedOntoBy())
    .filter(({ originDate }) => originDate >= from);
}

/**
 * Where a zone skips a whole day, that day's session moves onto the next day's: if the same session is held
 * there at the same instant anyway, it is one session, the earlier date's. Two groups at once on one date are two.
 */
function notMovedOntoBy(): (planned: PlannedInstance) => boolean {
  const firstDates = new Map<string, string>();
  return ({ fields, startsAt, originDate }) => {
    const moment = `${fields.sessionStackId} ${startsAt}`;
    const first = firstDates.get(moment) ?? originDate;
    firstDates.set(moment, first);
    return first === originDate;
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function ofSlot(
  week: GenerationWeek,
  slot: GenerationSlot,
  stack: GenerationStack,
  window: GenerationWindow,
): PlannedInstance[] {
  const weekly = Recurrence.parse({ type: 'weekly', daysOfWeek: [slot.weekday] });
  const times = {
    timezone: week.city.timezone,
    startTime: slot.startTimeLocal,
    durationMinutes: slot.defaultDurationMin ?? stack.defaultDurationMin,
  };
  return expandRecurrence(weekly, times, window).map((occurrence) => ({
    source: { kind: 'agenda-slot', id: slot.id },
    originDate: occurrence.date,
    originStart: occurrence.startTime,
    fields: fieldsOf(week, slot, stack, occurrence),
    startsAt: occurrence.startsAt,
    endsAt: occurrence.endsAt,
    adjust: occurrence.adjust,
    overlays: slot.data.overlays ?? week.data.overlays ?? stack.data.overlays ?? [],
  }));
}

function fieldsOf(
  week: GenerationWeek,
  slot: GenerationSlot,
  stack: GenerationStack,
  { date, startTime, endTime }: Occurrence,
): GeneratedFields {
  const { slug, timezone, currency } = week.city;
  const capacityMax = slot.capacityMax ?? stack.capacityMax;
  const capacityMin = slot.capacityMin ?? stack.capacityMin;
  return {
    status: 'scheduled',
    title: stack.title,
    citySlug: slug,
    sessionStackId: stack.id,
    agendaWeekId: week.id,
    date,
    startTime,
    endTime,
    timezone,
    // A slot in a small room takes less than the stack's minimum: it then runs when it is full.
    capacityMin: capacityMax === null ? capacityMin : Math.min(capacityMin, capacityMax),
    capacityMax,
    costMin: stack.costMin,
    priceMinor: stack.priceMinor,
    variableCostMinor: stack.variableCostMinor,
    currency: stack.currency ?? currency,
    data: atmosphereOf({ date, startTime, timezone }, week, stack.data, week.data, slot.data),
  };
}
