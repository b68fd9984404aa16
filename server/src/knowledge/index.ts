import type { Connection } from 'mongoose';
import type { Clock } from '@ensemble/shared';
import type { CitedPassage } from '@ensemble/shared/training';
import type { Accounts } from '../accounts/index.ts';
import type { RouteDefinition } from '../http/route.ts';
import type { Log } from '../log.ts';
import type { Job } from '../scheduler/scheduler.ts';
import type { Embedder } from '../search/index.ts';
import { Feeds, type KnowledgeFeed } from './feeds.ts';
import { KnowledgeRepo } from './knowledge.repo.ts';
import { knowledgeRoutes } from './knowledge.routes.ts';
import { KnowledgeService } from './knowledge.service.ts';
import { Retrieval } from './retrieval.ts';
import { upkeepJob } from './upkeep.job.ts';
import { VectorMaker } from './vector-maker.ts';

/** The face of the knowledge domain for the other domains. */
export type { FeedText, KnowledgeFeed } from './feeds.ts';

export interface KnowledgeOptions {
  connection: Connection;
  clock: Clock;
  accounts: Pick<Accounts, 'namesOf' | 'viewerById'>;
  /** Null: passages are found by their words alone. */
  embed: Embedder | null;
  log: Log;
}

/** What other domains may ask of the knowledge base. */
export interface KnowledgeFace {
  /**
   * Passages of documents this person may read, best first, few of any one document. Empty when nothing answers:
   * then there are no sources.
   */
  retrieve(viewerUserId: string, query: { text: string; limit: number }): Promise<CitedPassage[]>;
  /** How many documents this person may read, and so retrieve from. */
  countReadable(viewerUserId: string): Promise<number>;
}

export interface Knowledge {
  routes: RouteDefinition[];
  jobs: Job[];
  service: KnowledgeFace;
  /** Another domain's public texts are searched too. Before the scheduler starts. */
  register(feed: KnowledgeFeed): void;
  /** `reschedule` makes the scheduler look at once. */
  connect(doors: { reschedule(): void }): void;
  /** Before the store closes. */
  close(): Promise<void>;
}

export async function createKnowledge({
  connection,
  clock,
  accounts,
  embed,
  log,
}: KnowledgeOptions): Promise<Knowledge> {
  const repo = new KnowledgeRepo(connection, clock);
  await repo.init();
  let reschedule: () => void = () => undefined;
  const feeds: Feeds = new Feeds((...fed) => service.keepFed(...fed), log);
  const service: KnowledgeService = new KnowledgeService({
    repo,
    feeds,
    onPassages: () => {
      if (embed) reschedule();
    },
  });
  const vectors = embed ? new VectorMaker(repo, embed, log) : null;
  const retrieval = new Retrieval({ repo, feeds, embed, clock, log });
  /** What a guest may not search is not retrieved for them either, whoever asks in their name. */
  const isMember = async (userId: string): Promise<boolean> =>
    (await accounts.viewerById(userId))?.isGuest === false;
  return {
    routes: knowledgeRoutes({ service, retrieval, namesOf: (ids) => accounts.namesOf(ids) }),
    jobs: [upkeepJob({ repo, feeds, vectors })],
    service: {
      retrieve: async (userId, query) => ((await isMember(userId)) ? retrieval.retrieve(userId, query) : []),
      countReadable: async (userId) => ((await isMember(userId)) ? service.countReadable(userId) : 0),
    },
    register: (feed) => {
      feeds.register(feed);
    },
    connect(doors) {
      reschedule = doors.reschedule;
    },
    async close() {
      await vectors?.stop();
    },
  };
}
