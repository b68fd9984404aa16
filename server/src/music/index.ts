import { existsSync } from 'node:fs';
import type { Connection } from 'mongoose';
import type { Clock } from '@ensemble/shared';
import type { Accounts } from '../accounts/index.ts';
import type { Collab, CollabKind } from '../collab/index.ts';
import type { RouteDefinition } from '../http/route.ts';
import type { Viewer } from '../http/viewer.ts';
import { activeEvent, type InstancesService, presentInstance } from '../instances/index.ts';
import type { Live } from '../live/live.ts';
import type { Job } from '../scheduler/scheduler.ts';
import { autoCreateJob } from './auto-create.job.ts';
import { DEMO_DATA, type DemoProgress, makeDemo } from './demo/demo.ts';
import { LogRepo } from './log.repo.ts';
import { logRoutes } from './log.routes.ts';
import { LogService } from './log.service.ts';
import { nowRoutes } from './now.routes.ts';
import { NowService } from './now.service.ts';
import { PeopleRepo } from './people.repo.ts';
import { peopleRoutes } from './people.routes.ts';
import { PeopleService } from './people.service.ts';
import { sessionAccess } from './sessions.access.ts';
import { SessionsRepo } from './sessions.repo.ts';
import { sessionRoutes } from './sessions.routes.ts';
import { ownerFacts, SessionsService } from './sessions.service.ts';
import { tuneLogAccess } from './tune-log.access.ts';
import { tuneLogKind, tuneLogName } from './tune-log.docs.ts';
import { TunePages } from './tune-pages.ts';
import { tunesRoutes } from './tunes.routes.ts';
import { TunesService } from './tunes.service.ts';
import { sessionWatchable } from './sessions.watchable.ts';

export interface MusicOptions {
  connection: Connection;
  clock: Clock;
  accounts: Accounts;
  instances: InstancesService;
  publicOrigin: string;
}

/** What the app is given to run music; `connect` is called once the sync server and `/live` stand. */
export interface Music {
  kinds: CollabKind[];
  jobs: Job[];
  sessions: SessionsService;
  tunes: TunesService;
  /** False where the installation came without the demo data. */
  demoAvailable: boolean;
  makeDemo(viewer: Viewer, onProgress: (progress: DemoProgress) => void): Promise<void>;
  connect(doors: {
    collab: Collab;
    live: Live;
    reschedule(): void;
    /** Runs on after the answer; a failure is logged. */
    background(work: Promise<unknown>): void;
  }): RouteDefinition[];
}

export async function createMusic({
  connection,
  clock,
  accounts,
  instances,
  publicOrigin,
}: MusicOptions): Promise<Music> {
  const sessionsRepo = new SessionsRepo(connection, clock);
  const logs = new LogRepo(connection, clock);
  const tunes = new TunesService(connection, logs, clock);
  const people = new PeopleRepo(connection, clock);
  await Promise.all([sessionsRepo.init(), logs.init(), tunes.init(), people.init()]);

  let log: LogService | null = null;
  const sessions = new SessionsService({
    repo: sessionsRepo,
    memberships: accounts.memberships,
    rights: accounts.rights,
    instances,
    clock,
    eraseAll: async (sessionId, instanceIds) => {
      await log?.erase(instanceIds);
      await people.deleteOf(sessionId, instanceIds);
    },
  });

  instances.owners.register({
    kind: 'session',
    async facts(sessionId) {
      const row = await sessionsRepo.find(sessionId);
      return row && ownerFacts(row);
    },
    may: (viewer, { source }, action) => sessions.may(viewer, source.id.toHexString(), action),
  });

  accounts.scopes.register({
    scope: 'session',
    async describe(sessionId) {
      const row = await sessionsRepo.find(sessionId);
      return row && { name: row.name, path: row.path };
    },
    async landing(sessionId) {
      const [next] = await instances.repo.upcoming([sessionId], clock.now(), clock.now() + 2 * 86_400_000, 1);
      return next ? next._id.toHexString() : null;
    },
  });

  return {
    kinds: [
      tuneLogKind({ instances, logs, clock, access: tuneLogAccess({ accounts, instances, sessions }) }),
    ],
    jobs: [autoCreateJob(sessions, instances)],
    sessions,
    tunes,
    demoAvailable: existsSync(DEMO_DATA),
    makeDemo(viewer, onProgress) {
      if (!log) throw new Error('connect comes first');
      return makeDemo({ connection, clock, sessions, log, tunes }, viewer, onProgress);
    },
    connect({ collab, live, reschedule, background }) {
      const service = new LogService({
        collab,
        logs,
        tunes,
        instances,
        namesOf: (ids) => accounts.namesOf(ids),
      });
      log = service;
      accounts.guestLinks.register((guestId, accountId) => service.handOver(guestId, accountId));
      accounts.guestLinks.register((guestId, accountId) => people.handOver(guestId, accountId));
      sessions.onScheduleChange = reschedule;
      instances.onChange((row, before) => {
        if (row.source.kind !== 'session') return;
        const id = row._id.toHexString();
        live.instanceChanged(presentInstance(row));
        if (before?.isActive !== row.isActive) live.activeChanged(activeEvent(row));
        reschedule();
        const opened = (before?.logCompletedAt === null) !== (row.logCompletedAt === null);
        if (before && opened) background(collab.recheckAccess({ name: tuneLogName(id) }));
        if (before && before.date !== row.date) background(logs.setDate(id, row.date));
      });
      live.register(sessionWatchable({ instances, sessions, now: () => clock.now() }));
      return [
        ...nowRoutes(new NowService({ instances, sessions, logs, clock })),
        ...sessionRoutes({ sessions, instances, clock, publicOrigin, tuneCounts: (ids) => logs.counts(ids) }),
        ...accounts.memberRoutes({
          basePath: '/sessions',
          scope: 'session',
          tag: 'Sessions',
          meet: sessionAccess(sessions, 'meet'),
          manage: sessionAccess(sessions, 'manage'),
        }),
        ...peopleRoutes({
          people: new PeopleService({ repo: people, accounts, instances }),
          sessions,
          instances,
        }),
        ...logRoutes({ log: service, tunes, instances }),
        ...tunesRoutes({ tunes, sessions, pages: new TunePages({ tunes, sessions, logs }) }),
      ];
    },
  };
}
