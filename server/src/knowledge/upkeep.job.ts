import type { Job } from '../scheduler/scheduler.ts';
import type { Feeds } from './feeds.ts';
import type { KnowledgeRepo } from './knowledge.repo.ts';
import type { VectorMaker } from './vector-maker.ts';

export interface UpkeepDeps {
  repo: KnowledgeRepo;
  feeds: Feeds;
  /** Null without an embedder. */
  vectors: VectorMaker | null;
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/**
 * What no request waits for: copies of other domains' texts that a crash left behind, texts without their document,
 * and having new passages embedded.
 */
export function upkeepJob({ repo, feeds, vectors }: UpkeepDeps): Job {
  let tidyAt = 0;
  const tidy = async (now: number): Promise<void> => {
    await feeds.followAll(async (source) => {
      const rows = await repo.documents.all({ source });
      return new Map(rows.flatMap(({ origin }) => (origin ? [[origin.id, origin.version] as const] : [])));
    });
    const left = await repo.textsBefore(now - HOUR_MS);
    const kept = new Set((await repo.documents.all({})).map(({ _id }) => _id.toHexString()));
    for (const id of left) if (!kept.has(id)) await repo.eraseText(id);
  };
  return {
    name: 'knowledge',
    async run(now) {
      vectors?.start();
      if (now >= tidyAt) {
        await tidy(now);
        tidyAt = now + HOUR_MS;
      }
      // An endpoint that failed is asked again.
      return vectors ? now + MINUTE_MS : tidyAt;
    },
  };
}
