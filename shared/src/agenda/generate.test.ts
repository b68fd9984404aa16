import { expect, test } from 'vitest';
import { planGeneration } from './generate.ts';
import { PlanStore, slot, stack, tally, week } from './generate.fixture.ts';
import type { ExistingInstance, GenerationPlan, GenerationSlot, GenerationWeek } from './generate.types.ts';

const july = { from: '2026-07-01', to: '2026-07-31' };

/** A month generated once; then the week may change, and it is generated again. */
class Month {
  readonly store = new PlanStore();
  week = week();
  slots: GenerationSlot[] = [slot()];
  constructor() {
    this.generate();
  }
  plan(): GenerationPlan {
    return planGeneration(this.week, this.slots, [stack()], this.store.all, july);
  }
  generate(): GenerationPlan {
    const plan = this.plan();
    this.store.apply(plan);
    return plan;
  }
  on(date: string): ExistingInstance {
    const found = this.store.all.find(({ originDate }) => originDate === date);
    if (!found) throw new Error(`nothing on ${date}`);
    return found;
  }
}

test('a month of Mondays, each with what stack, week and slot say of it', () => {
  const weekly = week({ seasonMode: 'festa', data: { storyFocus: 'sardines', guild: 'boatmen' } });
  const late = slot({ startTimeLocal: '23:30', capacityMax: 3, data: { storyFocus: 'fado' } });
  const { created } = planGeneration(weekly, [late], [stack()], [], july);
  expect(created.map(({ originDate }) => originDate)).toEqual([
    '2026-07-06',
    '2026-07-13',
    '2026-07-20',
    '2026-07-27',
  ]);
  expect(created[0]).toEqual({
    source: { kind: 'agenda-slot', id: 'monday walk' },
    originDate: '2026-07-06',
    originStart: '23:30',
    startsAt: '2026-07-06T22:30:00.000Z',
    endsAt: '2026-07-07T00:00:00.000Z',
    adjust: null,
    overlays: [],
    fields: {
      status: 'scheduled',
      title: 'Harbour walk',
      citySlug: 'lisbon',
      sessionStackId: 'walk',
      agendaWeekId: 'summer',
      date: '2026-07-06',
      startTime: '23:30',
      endTime: '01:00',
      timezone: 'Europe/Lisbon',
      capacityMin: 3,
      capacityMax: 3,
      costMin: 9000,
      priceMinor: 2500,
      variableCostMinor: 400,
      currency: 'EUR',
      data: { seasonMode: 'festa', rhythmTag: 'weekday-late', storyFocus: 'fado', guild: 'boatmen' },
    },
  });
});

test('only between activeFrom and activeTo, both days included', () => {
  const short = week({ activeFrom: '2026-07-13', activeTo: '2026-07-20' });
  const plan = planGeneration(short, [slot()], [stack()], [], july);
  expect(plan.created.map(({ originDate }) => originDate)).toEqual(['2026-07-13', '2026-07-20']);
  const over = week({ activeTo: '2026-06-30' });
  expect(planGeneration(over, [slot()], [stack()], [], july).created).toEqual([]);
});

test('through the changes of the clock the wall shows the same time', () => {
  const night = slot({ weekday: 0, startTimeLocal: '01:30' });
  const at = (from: string): unknown[] =>
    planGeneration(week(), [night], [stack()], [], { from, to: from }).created.map(({ startsAt, adjust }) => [
      startsAt,
      adjust,
    ]);
  expect(at('2026-03-22')).toEqual([['2026-03-22T01:30:00.000Z', null]]);
  expect(at('2026-03-29')).toEqual([['2026-03-29T01:30:00.000Z', 'gap']]);
  expect(at('2026-10-25')).toEqual([['2026-10-25T00:30:00.000Z', 'overlap']]);
});

test('generated again, everything is unchanged', () => {
  expect(tally(new Month().plan())).toEqual({ created: 0, unchanged: 4, updated: 0, conflicting: 0 });
});

test('what the week changes, untouched instances follow; a new start time moves them', () => {
  const month = new Month();
  month.slots = [slot({ startTimeLocal: '19:00', capacityMax: 12 })];
  const plan = month.generate();
  expect(tally(plan)).toEqual({ created: 0, unchanged: 0, updated: 4, conflicting: 0 });
  expect(plan.updated[0]?.changes).toEqual([
    { field: 'startTime', from: '18:00', to: '19:00' },
    { field: 'endTime', from: '19:30', to: '20:30' },
    { field: 'capacityMax', from: 16, to: 12 },
  ]);
  expect(month.on('2026-07-06')).toMatchObject({ originStart: '18:00', fields: { startTime: '19:00' } });
  expect(tally(month.plan())).toEqual({ created: 0, unchanged: 4, updated: 0, conflicting: 0 });
});

test('one edited by hand is never written, and reported while it differs from the week', () => {
  const month = new Month();
  month.store.edit(month.on('2026-07-13'), { date: '2026-08-02', startTime: '20:00' });
  const again = month.plan();
  expect(tally(again)).toEqual({ created: 0, unchanged: 3, updated: 0, conflicting: 1 });
  expect(again.conflicting[0]).toMatchObject({
    reason: 'edited-by-hand',
    detail: 'It was changed by hand. The week differs in the date, the start; nothing was changed.',
  });
  month.slots = [slot({ capacityMax: 12 })];
  month.generate();
  expect(month.on('2026-07-13').fields).toMatchObject({ date: '2026-08-02', capacityMax: 16 });
  expect(month.on('2026-07-20').fields.capacityMax).toBe(12);
});

test('a guide put in for the day is no edit, and stays when the week changes', () => {
  const month = new Month();
  const { data } = month.on('2026-07-13').fields;
  month.store.edit(month.on('2026-07-13'), { data: { ...data, guidePrimaryId: 'rui' } });
  expect(tally(month.plan()).unchanged).toBe(4);
  month.week = week({ data: { storyFocus: 'sardines' } });
  expect(tally(month.generate()).updated).toBe(4);
  expect(month.on('2026-07-13').fields.data).toEqual({
    ...data,
    guidePrimaryId: 'rui',
    storyFocus: 'sardines',
  });
  month.week = week();
  month.generate();
  expect(month.on('2026-07-13').fields.data).toEqual({ ...data, guidePrimaryId: 'rui' });
});

test('one with people in it is not moved or cancelled behind their backs', () => {
  const month = new Month();
  month.store.edit(month.on('2026-07-20'), {}, 2);
  expect(tally(month.plan()).unchanged).toBe(4);
  month.slots = [slot({ weekday: 2 })];
  const plan = month.generate();
  expect(tally(plan)).toEqual({ created: 4, unchanged: 0, updated: 3, conflicting: 1 });
  expect(plan.conflicting[0]).toMatchObject({
    existing: { originDate: '2026-07-20' },
    reason: 'has-reservations',
    detail: '2 seats are booked, held or waited for. The week no longer has it; nothing was changed.',
    changes: [{ field: 'status', from: 'scheduled', to: 'cancelled' }],
  });
  expect(month.on('2026-07-20').fields.status).toBe('scheduled');
  expect(month.on('2026-07-27').fields.status).toBe('cancelled');
});

test('what the week withdrew comes back with it; what a person cancelled does not', () => {
  const month = new Month();
  month.store.edit(month.on('2026-07-06'), { status: 'cancelled' });
  month.slots = [];
  expect(tally(month.generate())).toEqual({ created: 0, unchanged: 1, updated: 3, conflicting: 0 });
  expect(tally(month.plan()).unchanged).toBe(4);
  month.slots = [slot()];
  const plan = month.generate();
  expect(tally(plan)).toEqual({ created: 0, unchanged: 0, updated: 3, conflicting: 1 });
  expect(plan.conflicting[0]?.reason).toBe('cancelled-by-hand');
  expect(month.on('2026-07-06').fields.status).toBe('cancelled');
  expect(month.on('2026-07-13').fields.status).toBe('scheduled');
});

test.each(['active', 'completed'] as const)('one that is %s is left alone', (status) => {
  const month = new Month();
  month.store.edit(month.on('2026-07-06'), { status });
  month.slots = [slot({ capacityMax: 12 })];
  expect(tally(month.plan())).toEqual({ created: 0, unchanged: 1, updated: 3, conflicting: 0 });
});

test('a week that is not active says nothing: nothing is made and nothing withdrawn', () => {
  const month = new Month();
  month.week = week({ isActive: false });
  expect(tally(month.plan())).toEqual({ created: 0, unchanged: 4, updated: 0, conflicting: 0 });
});

test('an instance nobody knows the making of is never written over', () => {
  const month = new Month();
  const unknown = month.store.all.map((one) => ({ ...one, generated: null }));
  const changed: GenerationWeek = week({ data: { guild: 'boatmen' } });
  expect(tally(planGeneration(changed, [slot()], [stack()], unknown, july)).conflicting).toBe(4);
  expect(tally(planGeneration(week(), [slot()], [stack()], unknown, july)).unchanged).toBe(4);
});

test('a whole day that a zone skipped does not hold tomorrow’s session twice, wherever the window begins', () => {
  const apia = week({ city: { slug: 'apia', timezone: 'Pacific/Apia', currency: 'WST' } });
  const days = [
    slot({ id: 'fri', weekday: 5 }),
    slot({ id: 'sat', weekday: 6 }),
    slot({ id: 'sat 2', weekday: 6 }),
  ];
  const made = (from: string, to: string): string[] =>
    planGeneration(apia, days, [stack()], [], { from, to }).created.map(
      ({ source, originDate }) => `${source.id} ${originDate}`,
    );
  expect(made('2011-12-30', '2011-12-31')).toEqual(['fri 2011-12-30']);
  expect(made('2011-12-31', '2011-12-31')).toEqual([]);
  expect(made('2012-01-07', '2012-01-07')).toEqual(['sat 2012-01-07', 'sat 2 2012-01-07']);
});
