import { expect, test } from 'vitest';
import { Rng } from '../../shared/src/core/rng.ts';
import {
  type ExistingInstance,
  type GenerationSlot,
  type GenerationStack,
  type GenerationWeek,
  type GenerationWindow,
  planGeneration,
} from '../../shared/src/agenda/index.ts';
import { PlanStore, slot, stack, tally, week } from '../../shared/src/agenda/generate.fixture.ts';

/** Random weeks, windows and repeats, against a walk over the days that knows nothing of recurrences. */

const ROUNDS = 150;
const ZONES = [
  'Europe/Lisbon', 'America/Chicago', 'America/Sao_Paulo', 'Australia/Lord_Howe', 'Pacific/Apia',
  'Africa/Casablanca', 'Asia/Kathmandu', 'Pacific/Chatham', 'UTC',
]; // prettier-ignore
const DAY = 86_400_000;
const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const parse = (date: string): number => Date.parse(`${date}T00:00:00Z`);
const addDays = (date: string, days: number): string => day(parse(date) + days * DAY);

interface Case {
  week: GenerationWeek;
  slots: GenerationSlot[];
  stacks: GenerationStack[];
  window: GenerationWindow;
}

const time = (rng: Rng): string =>
  `${String(rng.int(24)).padStart(2, '0')}:${rng.pick(['00', '15', '30', '59'])}`;

function randomSlot(rng: Rng, id: string): GenerationSlot {
  return slot({
    id,
    sessionStackId: rng.pick(['walk', 'music', 'gone']),
    weekday: rng.int(7),
    startTimeLocal: time(rng),
    defaultDurationMin: rng.chance(0.5) ? null : 1 + rng.int(1440),
    capacityMax: rng.chance(0.5) ? null : 1 + rng.int(20),
    sortOrder: rng.int(5),
    data: rng.chance(0.3) ? { storyFocus: `focus ${rng.int(3)}` } : {},
  });
}

function randomCase(rng: Rng): Case {
  const from = addDays('2023-01-01', rng.int(1500));
  const to = addDays(from, rng.int(70));
  const edge = (): string | null => (rng.chance(0.5) ? null : addDays(from, rng.int(90) - 20));
  return {
    week: week({
      city: { slug: 'somewhere', timezone: rng.pick(ZONES), currency: 'EUR' },
      activeFrom: edge(),
      activeTo: edge(),
      isActive: rng.chance(0.95),
      seasonMode: rng.chance(0.5) ? null : 'festa',
    }),
    slots: Array.from({ length: rng.int(7) }, (_, index) => randomSlot(rng, `slot ${index}`)),
    stacks: [stack(), stack({ id: 'music', title: 'Kitchen music', capacityMax: null })],
    window: { from, to },
  };
}

const generate = (one: Case, store: PlanStore, window = one.window) =>
  planGeneration(one.week, one.slots, one.stacks, store.all, window);

/** Day by day: whose weekday is it, and does the week say anything on that day? */
function walked({ week: weekly, slots, stacks, window }: Case): string[] {
  const found: string[] = [];
  for (let ms = parse(window.from); ms <= parse(window.to); ms += DAY) {
    const date = day(ms);
    if (!weekly.isActive || (weekly.activeFrom ?? date) > date || (weekly.activeTo ?? date) < date) continue;
    for (const { id, weekday, startTimeLocal, sessionStackId } of slots) {
      if (new Date(ms).getUTCDay() !== weekday || !stacks.some((one) => one.id === sessionStackId)) continue;
      found.push(`${id} ${date} ${startTimeLocal}`);
    }
  }
  return found.sort();
}

const nameOf = (one: Pick<ExistingInstance, 'source' | 'originDate' | 'originStart'>): string =>
  `${one.source.id} ${one.originDate} ${one.originStart}`;

const contentOf = (store: PlanStore): string =>
  JSON.stringify([...store.all].sort((a, b) => (a.id < b.id ? -1 : 1)));

function wall(instant: string, timeZone: string): string {
  const parts = {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  } as const;
  return new Intl.DateTimeFormat('sv-SE', { ...parts, timeZone, hourCycle: 'h23' }).format(new Date(instant));
}

function eachCase(check: (one: Case, rng: Rng, where: string) => void): void {
  const rng = new Rng(seed);
  for (let round = 0; round < ROUNDS; round++) check(randomCase(rng), rng, `seed ${seed}, round ${round}`);
}

test('exactly the days the week asks for, at the wall clock it asks for', () => {
  let made = 0;
  eachCase((one, _, where) => {
    const { created } = generate(one, new PlanStore());
    expect(created.map(nameOf).sort(), where).toEqual(walked(one));
    for (const { startsAt, endsAt, adjust, fields } of created) {
      const { timezone, date, startTime } = fields;
      if (adjust !== 'gap') expect(wall(startsAt, timezone), where).toBe(`${date} ${startTime}`);
      expect(Date.parse(endsAt), where).toBeGreaterThan(Date.parse(startsAt));
      made++;
    }
  });
  expect(made).toBeGreaterThan(ROUNDS);
});

test('twice is once, and two nodes at once are one', () => {
  eachCase((one, _, where) => {
    const store = new PlanStore();
    const plan = generate(one, store);
    const sameOnAnotherNode = generate(one, store);
    store.apply(plan);
    const once = contentOf(store);
    store.apply(sameOnAnotherNode);
    expect(contentOf(store), where).toBe(once);
    const again = generate(one, store);
    expect(tally(again), where).toEqual({
      created: 0,
      unchanged: plan.created.length,
      updated: 0,
      conflicting: 0,
    });
  });
});

test('a window in pieces, in any order and overlapping, is the window as a whole', () => {
  eachCase((one, rng, where) => {
    const whole = new PlanStore();
    whole.apply(generate(one, whole));
    const pieces: GenerationWindow[] = [];
    for (let from = one.window.from; from <= one.window.to;) {
      const wanted = addDays(from, rng.int(20));
      const to = wanted > one.window.to ? one.window.to : wanted;
      pieces.push({ from, to });
      from = addDays(to, rng.chance(0.3) ? 0 : 1);
      if (to === one.window.to) break;
    }
    const inPieces = new PlanStore();
    for (const piece of rng.shuffle(pieces)) inPieces.apply(generate(one, inPieces, piece));
    expect(contentOf(inPieces), where).toBe(contentOf(whole));
  });
});

function changeWeek(one: Case, rng: Rng): Case {
  const slots = one.slots.flatMap((each) => {
    if (rng.chance(0.1)) return [];
    return [rng.chance(0.4) ? { ...randomSlot(rng, each.id) } : each];
  });
  if (rng.chance(0.3)) slots.push(randomSlot(rng, `slot ${10 + rng.int(1_000_000_000)}`));
  return { ...one, slots, week: { ...one.week, activeTo: rng.chance(0.3) ? null : one.week.activeTo } };
}

/** Gives a random one a new title or a booking, or cancels it; answers its key. */
function touch(store: PlanStore, rng: Rng): string | null {
  const untouched = store.all.filter(({ fields }) => fields.status === 'scheduled');
  if (untouched.length === 0) return null;
  const one = rng.pick(untouched);
  const how = rng.int(3);
  if (how === 0) store.edit(one, { title: 'A title of our own' });
  else if (how === 1) store.edit(one, {}, 1 + rng.int(5));
  else store.edit(one, { status: 'cancelled' });
  return one.id;
}

test('through any changes of the week, what people touched stays as they left it, and it settles at once', () => {
  const seen = { updated: 0, conflicting: 0, cancelled: 0 };
  eachCase((first, rng, where) => {
    let one = first;
    const store = new PlanStore();
    const touched = new Map<string, string>();
    for (let turn = 0; turn < 5; turn++) {
      const plan = generate(one, store);
      seen.updated += plan.updated.length;
      seen.conflicting += plan.conflicting.length;
      seen.cancelled += plan.updated.filter(({ fields }) => fields.status === 'cancelled').length;
      store.apply(plan);
      for (const each of store.all) {
        const left = touched.get(each.id);
        if (left !== undefined) expect(JSON.stringify(each), where).toBe(left);
      }
      const again = generate(one, store);
      expect(tally(again), where).toMatchObject({ created: 0, updated: 0 });
      const reported = (from: typeof plan): string[] =>
        from.conflicting.map(({ existing }) => existing.id).sort();
      expect(reported(again), where).toEqual(reported(plan));
      // One slot, one instance a day that takes place, unless somebody's wish keeps another.
      const open = store.all.filter(({ id, fields }) => fields.status === 'scheduled' && !touched.has(id));
      const days = open.map(({ source, originDate }) => `${source.id} ${originDate}`);
      expect(new Set(days).size, where).toBe(days.length);
      const id = touch(store, rng);
      const found = store.all.find((each) => each.id === id);
      if (found) touched.set(found.id, JSON.stringify(found));
      one = changeWeek(one, rng);
    }
  });
  expect(seen.updated).toBeGreaterThan(ROUNDS);
  expect(seen.conflicting).toBeGreaterThan(50);
  expect(seen.cancelled).toBeGreaterThan(50);
});
