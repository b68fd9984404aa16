import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Connection } from 'mongoose';
import { AppError, type Clock, type LogItemInput, SessionCreate } from '@ensemble/shared';
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
  const weekday = new Date(clock.now()).getUTCDay();
  const demos = demoSessions(weekday);
  const total = STEPS_OF_IMPORT + demos.reduce((sum, { evenings }) => sum + evenings.length, 0);
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
    for (const evening of demo.evenings) {
      await makeEvening(deps, viewer, row, evening, night.sets);
      onProgress({ done: ++done, total });
    }
  }
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
  { clock, sessions, log }: DemoDeps,
  viewer: Viewer,
  row: SessionRow,
  evening: DemoSession['evenings'][number],
  sets: ReturnType<typeof parseNight>['sets'],
): Promise<void> {
  const { date, time } = toWallClock(clock.now() + evening.dayOffset * DAY_MS, row.timezone);
  try {
    const instance = await sessions.createInstance(row, { date, ...(evening.now ? aroundNow(time) : {}) });
    if (!evening.lines) return;
    const id = instance._id.toHexString();
    const items = sets
      .slice(...evening.lines)
      .flatMap((set) =>
        set.map((tune, i): LogItemInput => ({
          tuneId: tune.match?.id ?? null,
          name: tune.name,
          key: tune.key,
          continuesSet: i > 0,
        })),
      );
    let count = 0;
    await log.add(viewer, id, items, undefined, () => derivedId('demo', id, String(count++)));
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'duplicate')) throw error;
  }
}

/** Began an hour ago, on the full hour, and goes on for two more. */
function aroundNow(time: string): { startTime: string; endTime: string } {
  const hour = Number(time.slice(0, 2));
  const clockHour = (h: number): string => `${String((h + 24) % 24).padStart(2, '0')}:00`;
  return { startTime: clockHour(Math.max(hour - 1, 0)), endTime: clockHour(hour + 2) };
}
