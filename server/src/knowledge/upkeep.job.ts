import type { Log } from '../log.ts';
import type { Job } from '../scheduler/scheduler.ts';
import type { Embedder } from '../search/index.ts';
import type { Feeds } from './feeds.ts';
import type { KnowledgeRepo } from './knowledge.repo.ts';

export interface UpkeepDeps {
  repo: KnowledgeRepo;
  feeds: Feeds;
  embed: Embedder | null;
  log: Log;
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const EMBEDDED_AT_ONCE = 32;
/** One run of the job does not keep the others waiting for longer than this many requests take. */
const REQUESTS_PER_RUN = 4;
const EMBED_MS = 20_000;

/**
 * What no request waits for: copies of other domains' texts that a crash left behind, texts without their document,
 * and the vectors of new passages.
 */
export function upkeepJob({ repo, feeds, embed, log }: UpkeepDeps): Job {
  let tidyAt = 0;
  const tidy = async (now: number): Promise<void> => {
    await feeds.followAll(async (source) => {
      const rows = await repo.documents.all({ source });
      return new Map(rows.flatMap(({ origin }) => (origin ? [[origin.id, origin.version] as const] : [])));
    });
    for (const id of await repo.textsBefore(now - HOUR_MS)) {
      if ((await repo.documents.find(id)) === null) await repo.eraseText(id);
    }
  };
  /** When there is more to embed, null when all is done. */
  const embedSome = async (now: number): Promise<number | null> => {
    if (!embed) return null;
    for (let request = 0; request < REQUESTS_PER_RUN; request++) {
      const rows = await repo.passagesWithoutVector(embed.model, EMBEDDED_AT_ONCE);
      if (rows.length === 0) return null;
      try {
        await embedRows(repo, embed, rows);
      } catch (error) {
        log.warn({ err: error }, 'knowledge: passages wait for their vectors');
        return now + MINUTE_MS;
      }
    }
    return now;
  };
  return {
    name: 'knowledge',
    async run(now) {
      if (now >= tidyAt) {
        await tidy(now);
        tidyAt = now + HOUR_MS;
      }
      return Math.min(tidyAt, (await embedSome(now)) ?? Infinity);
    },
  };
}

async function embedRows(
  repo: KnowledgeRepo,
  embed: Embedder,
  rows: Awaited<ReturnType<KnowledgeRepo['passagesWithoutVector']>>,
): Promise<void> {
  const texts = rows.map(({ heading, text }) => (heading === '' ? text : `${heading}\n\n${text}`));
  const vectors = await embed.embed(texts, { signal: AbortSignal.timeout(EMBED_MS) });
  const made = new Map<string, Float32Array>();
  for (const [index, row] of rows.entries()) {
    const vector = vectors[index];
    if (!vector) throw new Error(`the embedder answered ${vectors.length} vectors for ${rows.length} texts`);
    made.set(row._id.toHexString(), Float32Array.from(vector));
  }
  await repo.writeVectors(embed.model, made);
  await repo.vectorsWritten([...new Set(rows.map(({ documentId }) => documentId))]);
}
