import type { Connection } from 'mongoose';
import type { Clock } from '@ensemble/shared';
import { type InstancesService, presentInstance } from '../../instances/index.ts';
import type { Log } from '../../log.ts';
import type { DraftsPort, TrainingPart } from '../drafts.port.ts';
import type { TrainingEvents } from '../events.ts';
import { analyticsRoutes } from './analytics.routes.ts';
import { Analytics } from './analytics.service.ts';
import { ContentsRepo } from './contents.repo.ts';
import { eraseDraft } from './erase.ts';
import { exportRoutes } from './exports.routes.ts';
import { InstanceFollower } from './instance-follower.ts';
import { trainingOwner } from './owner.ts';
import { Planner } from './planner.ts';
import { publishRoutes } from './publish.routes.ts';
import { type AroundStep, Publisher } from './publisher.ts';
import { publishingJob } from './publishing.job.ts';
import { Runs } from './run.service.ts';
import { RUN_ROOM, runsWatchable } from './runs.watchable.ts';
import { SessionsReader } from './sessions.reader.ts';
import { TrainingSessionsRepo } from './sessions.repo.ts';
import { trainingSessionRoutes } from './sessions.routes.ts';
import { TrainingSessions } from './sessions.service.ts';
import { publishingSteps } from './steps.ts';

export type { AroundStep } from './publisher.ts';

export interface PublishingOptions {
  connection: Connection;
  clock: Clock;
  instances: InstancesService;
  drafts: DraftsPort;
  events: TrainingEvents;
  log: Log;
  publicOrigin: string;
  /** No other process shares the store, so that what was left under way is nobody else's. */
  isOnlyNode: boolean;
  /** Around each step of publishing; for tests that stop it there. */
  aroundStep?: AroundStep;
}

export interface Publishing extends TrainingPart {
  sessions: TrainingSessions;
}

/** Drafts become sessions: published, dated, run on the day, exported and counted. */
export async function createPublishing(options: PublishingOptions): Promise<Publishing> {
  const { connection, clock, instances, drafts, events, log, publicOrigin } = options;
  const now = (): number => clock.now();
  const contents = new ContentsRepo(connection);
  const repo = new TrainingSessionsRepo(connection, clock);
  await Promise.all([contents.init(), repo.init()]);
  const reader = new SessionsReader({ drafts, sessions: repo, contents });
  const sessions = new TrainingSessions({ drafts, sessions: repo, contents, reader, instances, clock });
  const runs = new Runs({ sessions, repo, clock });
  const follower = new InstanceFollower(instances);
  const common = { drafts, contents, sessions: repo, follower, now };
  const planner = new Planner({ ...common, reader, instances });
  const publisher = new Publisher({
    ...common,
    events,
    planner,
    steps: publishingSteps({ ...common, events }),
    around: options.aroundStep ?? ((_step, work) => work()),
    log,
    aloneSince: options.isOnlyNode ? clock.now() : null,
  });
  const analytics = new Analytics({ drafts, events, contents, clock });
  instances.owners.register(trainingOwner(sessions));
  return {
    sessions,
    jobs: [publishingJob(drafts, publisher)],
    routes({ live, reschedule, background }) {
      instances.onChange((row) => {
        if (row.source.kind !== 'training') return;
        live.instanceChanged(presentInstance(row), presentInstance(row, true));
        reschedule();
      });
      publisher.onPublished = ({ metadata }, previous) => {
        if (previous && previous.metadata.isPublic !== metadata.isPublic) background(live.recheck({}));
      };
      runs.onChange = (run) => live.stateChanged('run', { room: RUN_ROOM, id: run.sessionId }, run);
      live.register(runsWatchable(sessions, runs));
      return [
        ...publishRoutes({ drafts, planner, publisher }),
        ...trainingSessionRoutes({ sessions, runs }),
        ...exportRoutes({ drafts, sessions, instances, publicOrigin }),
        ...analyticsRoutes(analytics),
      ];
    },
    eraseDraft: (draftId) => eraseDraft({ drafts, contents, sessions: repo, instances }, draftId),
    handOver: (guestId, accountId) => contents.handOver(guestId, accountId),
  };
}
