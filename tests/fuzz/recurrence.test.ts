import { expect, test } from 'vitest';
import { Rng } from '../../shared/src/core/rng.ts';
import { expandRecurrence, nextOccurrences, Recurrence } from '../../shared/src/instances/index.ts';
import type { Adjust } from '../../shared/src/instances/index.ts';

/**
 * Random rules against a scanner that shares nothing with the expansion: it walks the days one by one, decides
 * each by counting, and finds instants by asking Intl what the wall showed.
 */

const ZONES = [
  'Europe/Dublin', 'America/Chicago', 'America/Sao_Paulo', 'Australia/Lord_Howe', 'Pacific/Apia',
  'Africa/Casablanca', 'Asia/Kathmandu', 'America/St_Johns', 'Pacific/Chatham', 'UTC',
]; // prettier-ignore
const DAY = 86_400_000;
const MINUTE = 60_000;

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const parse = (date: string): number => Date.parse(`${date}T00:00:00Z`);

const formats = new Map<string, Intl.DateTimeFormat>();
function wall(ms: number, timeZone: string): string {
  let format = formats.get(timeZone);
  if (!format) {
    const parts = {
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    } as const;
    format = new Intl.DateTimeFormat('sv-SE', { ...parts, timeZone, hourCycle: 'h23' });
    formats.set(timeZone, format);
  }
  return format.format(ms).replace(' ', 'T');
}

/** Tries every quarter-hour offset, largest (so earliest instant) first; in a gap, carries on from the last minute before it. */
function instantOf(date: string, time: string, zone: string): { ms: number; adjust: Adjust } {
  const wanted = `${date}T${time}`;
  const fake = Date.parse(`${wanted}:00Z`);
  const hits: number[] = [];
  for (let offset = 15 * 60; offset >= -13 * 60; offset -= 15) {
    const ms = fake - offset * MINUTE;
    if (wall(ms, zone) === wanted) hits.push(ms);
  }
  const [first] = hits;
  if (first !== undefined) return { ms: first, adjust: hits.length > 1 ? 'overlap' : null };
  let before = fake - 16 * 60 * MINUTE;
  let after = fake + 16 * 60 * MINUTE;
  while (after - before > MINUTE) {
    const middle = Math.floor((before + after) / 2 / MINUTE) * MINUTE;
    if (wall(middle, zone) < wanted) before = middle;
    else after = middle;
  }
  const shownBefore = Date.parse(`${wall(before, zone)}:00Z`);
  return { ms: before + (fake - shownBefore), adjust: 'gap' };
}

function matches(rule: Recurrence, ms: number): boolean {
  const date = new Date(ms);
  const weekday = date.getUTCDay();
  if (rule.type === 'one_time') return rule.date === day(ms);
  const start = rule.startDate === undefined ? undefined : new Date(parse(rule.startDate));
  if (start && ms < start.getTime()) return false;
  if (rule.until !== undefined && ms > parse(rule.until)) return false;
  if (rule.type === 'weekly') {
    const weekOf = (at: number): number => {
      let monday = at;
      while (new Date(monday).getUTCDay() !== rule.weekStart) monday -= DAY;
      return monday / (7 * DAY);
    };
    if (start && Math.round(weekOf(ms) - weekOf(start.getTime())) % rule.interval !== 0) return false;
    return rule.daysOfWeek ? rule.daysOfWeek.includes(weekday) : weekday === start?.getUTCDay();
  }
  const months = (at: Date): number => at.getUTCFullYear() * 12 + at.getUTCMonth();
  if (start && (months(date) - months(start)) % rule.interval !== 0) return false;
  const dayOfMonth = date.getUTCDate();
  if (!rule.daysOfWeek) return dayOfMonth === start?.getUTCDate();
  if (!rule.daysOfWeek.includes(weekday)) return false;
  if (!rule.setPositions) return true;
  // Lists the whole month and looks where this day stands in it, from the front and from the back.
  const peers: number[] = [];
  for (let at = ms - (dayOfMonth - 1) * DAY; new Date(at).getUTCMonth() === date.getUTCMonth(); at += DAY) {
    if (rule.daysOfWeek.length === 7 || new Date(at).getUTCDay() === weekday) peers.push(at);
  }
  const index = peers.indexOf(ms);
  return rule.setPositions.includes(index + 1) || rule.setPositions.includes(index - peers.length);
}

interface Shown {
  date: string;
  ms: number;
  adjust: Adjust;
}

function scan(rule: Recurrence, time: string, zone: string, from: string, to: string): Shown[] {
  const shown: Shown[] = [];
  const seen = new Set<number>();
  for (let ms = parse(from) - 2 * DAY; ms <= parse(to); ms += DAY) {
    if (!matches(rule, ms)) continue;
    const instant = instantOf(day(ms), time, zone);
    if (!seen.has(instant.ms) && ms >= parse(from)) shown.push({ date: day(ms), ...instant });
    seen.add(instant.ms);
  }
  return shown;
}

const sample = <T>(rng: Rng, items: readonly T[], most: number): T[] =>
  rng.shuffle(items).slice(0, 1 + rng.int(most));

function randomRule(rng: Rng, around: number): Recurrence {
  const startDate = day(around + (rng.int(1500) - 1300) * DAY);
  const type = rng.pick(['weekly', 'weekly', 'monthly', 'monthly', 'monthly', 'one_time'] as const);
  if (type === 'one_time') return Recurrence.parse({ type, date: day(around + rng.int(60) * DAY) });
  const week = [0, 1, 2, 3, 4, 5, 6];
  const daysOfWeek = rng.chance(0.2) ? week : sample(rng, week, 4);
  const interval = rng.chance(0.4) ? 1 : 1 + rng.int(rng.chance(0.2) ? 99 : 6);
  const rule = {
    type,
    interval,
    weekStart: rng.int(7),
    startDate,
    ...(rng.chance(0.8) ? { daysOfWeek } : {}),
    ...(rng.chance(0.25) ? { until: day(parse(startDate) + rng.int(2000) * DAY) } : {}),
  };
  if (type === 'weekly' || !rule.daysOfWeek || rng.chance(0.2)) return Recurrence.parse(rule);
  const reach = daysOfWeek.length === 7 ? 31 : 5;
  const positions = Array.from({ length: reach * 2 + 1 }, (_, i) => i - reach).filter(
    (position) => position !== 0,
  );
  return Recurrence.parse({ ...rule, setPositions: sample(rng, positions, 3) });
}

/** Half the windows lie on a clock change, where the mistakes are. */
const CHANGES = [
  '2011-12-29',
  '2018-11-03',
  '2018-02-16',
  '2026-03-07',
  '2026-03-28',
  '2026-10-24',
  '2026-04-04',
];

function agrees(seed: number): number {
  const rng = new Rng(seed);
  const around = rng.chance(0.5) ? parse(rng.pick(CHANGES)) : parse('2010-01-01') + rng.int(9000) * DAY;
  const rule = randomRule(rng, around);
  const timezone = rng.pick(ZONES);
  const hour = rng.chance(0.5) ? rng.int(4) : rng.int(24);
  const startTime = `${String(hour).padStart(2, '0')}:${rng.pick(['00', '15', '30', '59'])}`;
  const from = day(around - rng.int(30) * DAY);
  const to = day(parse(from) + rng.int(rng.chance(0.3) ? 900 : 90) * DAY);
  const note = `seed ${seed}: ${JSON.stringify({ rule, timezone, startTime, from, to })}`;

  const expected = scan(rule, startTime, timezone, from, to);
  const times = { timezone, startTime };
  const ours = expandRecurrence(rule, times, { from, to });
  expect(
    ours.map(({ date, startsAt, adjust }) => ({ date, ms: Date.parse(startsAt), adjust })),
    note,
  ).toEqual(expected);

  const first = ours[0];
  if (first) {
    const next = nextOccurrences(rule, times, Date.parse(first.startsAt), 2);
    expect(next[0], note).toEqual(first);
    if (ours[1]) expect(next[1], note).toEqual(ours[1]);
  }
  return ours.length;
}

test('random rules, zones and windows agree with a day-by-day scan', () => {
  const base = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 1e9));
  console.log(`recurrence: seeds from ${base} (repeat with FUZZ_SEED=${base})`);
  let found = 0;
  for (let run = 0; run < 600; run++) found += agrees(base + run);
  expect(found, 'an idle run proves nothing').toBeGreaterThan(1000);
}, 120_000);
