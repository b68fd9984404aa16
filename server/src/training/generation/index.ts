import type { Connection } from 'mongoose';
import { type Clock, liveKey } from '@ensemble/shared';
import type { RateLimit } from '../../http/rate-limit.ts';
import type { LlmProvider } from '../../llm/index.ts';
import type { Log } from '../../log.ts';
import type { DraftsPort, TrainingPart } from '../drafts.port.ts';
import type { TrainingEvents } from '../events.ts';
import { abandonedJob } from './abandoned.job.ts';
import { variantConfigRoutes } from './configs.routes.ts';
import { VariantConfigs } from './configs.service.ts';
import { generationRoutes } from './generation.routes.ts';
import { GenerationService } from './generation.service.ts';
import type { Knowledge } from './knowledge.ts';
import { composerMaker } from './makers/composer.maker.ts';
import { ModelMaker } from './makers/model.maker.ts';
import { Runner } from './runner.ts';
import { RunsRepo } from './runs.repo.ts';
import { VariantsRepo } from './variants.repo.ts';

export type { Knowledge } from './knowledge.ts';

export interface GenerationOptions {
  connection: Connection;
  clock: Clock;
  log: Log;
  /** Null: the embedded composer makes the outlines. */
  llm: LlmProvider | null;
  knowledge: Knowledge;
  drafts: DraftsPort;
  events: TrainingEvents;
  /** Of runs that one person starts, and that are started for one draft. */
  limit: RateLimit;
  /** The store has no other nodes: runs that are under way at the start are nobody's. */
  isOnlyNode: boolean;
}

/** Outline variants for drafts: made by personas, chosen by people. */
export async function createGeneration(options: GenerationOptions): Promise<TrainingPart> {
  const { connection, clock, log, llm, knowledge, drafts, events, limit, isOnlyNode } = options;
  const runs = new RunsRepo(connection, clock);
  const variants = new VariantsRepo(connection, clock);
  const configs = new VariantConfigs(connection, clock);
  await Promise.all([runs.init(), variants.init(), configs.init()]);
  if (isOnlyNode) await runs.letGoAll();
  const maker = llm ? new ModelMaker(llm) : composerMaker;
  const runner = new Runner({ runs, variants, maker, knowledge, events, clock, log });
  const service = new GenerationService({
    runs,
    variants,
    configs,
    runner,
    maker,
    knowledge,
    drafts,
    events,
    limit,
    clock,
  });
  return {
    jobs: [abandonedJob(runs, runner, (work) => service.background(work))],
    routes({ live, background }) {
      runner.onProgress = (progress) => {
        live.stateChanged('variants', { room: 'draft', id: progress.draftId }, progress);
      };
      service.background = background;
      return [...generationRoutes(service, drafts), ...variantConfigRoutes(configs)];
    },
    draftSnapshot: async (draftId) => ({ variants: [await service.progress(draftId)] }),
    async draftVersions(draftIds) {
      const rows = await runs.findMany(draftIds);
      return new Map(rows.map(({ _id, version }) => [_id, { [liveKey('variants', _id)]: version }]));
    },
    async eraseDraft(draftId) {
      await Promise.all([runs.erase(draftId), variants.erase(draftId)]);
    },
    handOver: (guestId, accountId) => runs.handOver(guestId, accountId),
    close: () => runner.close(),
  };
}
