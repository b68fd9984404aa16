import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Connection } from 'mongoose';
import { type Clock, type LogItemInput, SessionCreate } from '@ensemble/shared';
import { DAY_MS, toWallClock } from '@ensemble/shared/instances';
import { parseNight } from '@ensemble/shared/music/tunes';
import { derivedId } from '../../http/ids.ts';
import type { Viewer } from '../../http/viewer.ts';
import { importFolder, mongoSink } from '../import/index.ts';
import type { LogService } from '../log.service.ts';
import type { SessionRow } from '../sessions.repo.ts';
import type { SessionsService } from '../sessions.service.ts';
import type { TunesService } from '../tunes.service.ts';
import { type DemoSession, demoSessions } from './demo.sessions.ts';

/** Real tune names (thesession.org, ODbL) and a real night's sets: see the licences beside them. */
export const DEMO_DATA = fileURLToPath(new URL('../../../demo/thesession/', import.meta.url));

export interface DemoDeps {
  connection: Connection;
  clock: Clock;
  sessions: SessionsService;
  log: LogService;
  tunes: TunesService;
}

export interface DemoProgress {
  done: number;
  total: number;
}

const STEPS_OF_IMPORT = 100;
const PAST_DAYS = 60;
const HOUR_MS = 3_600_000;
const DEMO_ZONE = 'Europe/Dublin';
const CERTAIN: ReadonlySet<string> = new Set(['canonical', 'alias', 'type-stripped']);

/**
 * Puts in tunes, three sessions and their evenings, one of them on right now. Safe to repeat: what is there
 * already stays as it is. `onProgress` counts steps.
 */
export async function makeDemo(
  deps: DemoDeps,
  viewer: Viewer,
  onProgress: (progress: DemoProgress) => void,
): Promise<void> {
  const { connection, clock, tunes, sessions } = deps;
  const began = toWallClock(clock.now() - HOUR_MS, DEMO_ZONE);
  const demos = demoSessions({
    weekday: new Date(`${began.date}T00:00:00Z`).getUTCDay(),
    startTime: `${began.time.slice(0, 2)}:00`,
    endTime: `${String((Number(began.time.slice(0, 2)) + 4) % 24).padStart(2, '0')}:00`,
  });
  const total = STEPS_OF_IMPORT + demos.reduce((sum, { past, now }) => sum + past.length + (now ? 1 : 0), 0);
  await importFolder(DEMO_DATA, await mongoSink(connection), {
    clock,
    onProgress: ({ bytesRead, bytesTotal }) => {
      onProgress({ done: Math.floor((STEPS_OF_IMPORT * bytesRead) / Math.max(bytesTotal, 1)), total });
    },
  });
  const index = await tunes.fresh();
  const night = parseNight(await readFile(`${DEMO_DATA}session-night-paste.txt`, 'utf8'), index);
  let done = STEPS_OF_IMPORT;
  for (const demo of demos) {
    const row = await ensureSession(sessions, viewer, demo);
    for (const [date, sets] of datesOf(sessions, row, demo, clock.now())) {
      await makeEvening(deps, viewer, row, date, night.sets.slice(...sets));
      onProgress({ done: ++done, total });
    }
  }
}

/** Its latest evenings by its own recurrence, with the sets for each. */
function datesOf(
  sessions: SessionsService,
  row: SessionRow,
  { past, now }: DemoSession,
  nowMs: number,
): [date: string, sets: readonly [number, number]][] {
  const today = toWallClock(nowMs, row.timezone).date;
  const from = toWallClock(nowMs - PAST_DAYS * DAY_MS, row.timezone).date;
  const begun = sessions
    .occurrences(row, from, today)
    .filter(({ startsAt }) => Date.parse(startsAt) <= nowMs)
    .map(({ date }) => date)
    .reverse();
  return (now ? [now, ...past] : past).flatMap((sets, i) =>
    begun[i] === undefined ? [] : [[begun[i], sets]],
  );
}

async function ensureSession(
  sessions: SessionsService,
  viewer: Viewer,
  { session }: DemoSession,
): Promise<SessionRow> {
  const existing = await sessions.repo.findByPath(session.path);
  if (existing) return existing;
  return (await sessions.create(viewer, derivedId('demo', session.path), SessionCreate.parse(session))).row;
}

async function makeEvening(
  { sessions, log }: DemoDeps,
  viewer: Viewer,
  row: SessionRow,
  date: string,
  sets: ReturnType<typeof parseNight>['sets'],
): Promise<void> {
  const instance = await sessions.ensureInstance(row, date);
  const id = instance._id.toHexString();
  if ((await log.rows(id)).length > 0) return;
  const items = sets.flatMap((set) =>
    set.map((tune, i): LogItemInput => ({
      // Whoever wrote the night down knew which tune was meant; the most likely one stands in for that here.
      tuneId: (tune.match ?? tune.candidates.find(({ tier }) => CERTAIN.has(tier))?.tune)?.id ?? null,
      name: tune.name,
      key: tune.key,
      continuesSet: i > 0,
    })),
  );
  let count = 0;
  await log.add(viewer, id, items, undefined, () => derivedId('demo', id, String(count++)));
}
