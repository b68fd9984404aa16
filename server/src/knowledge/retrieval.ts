import type { Clock } from '@ensemble/shared';
import type { CitedPassage } from '@ensemble/shared/training';
import type { KnowledgeHit } from '@ensemble/shared/knowledge/knowledge.schema';
import { wordsWithTerms } from '@ensemble/shared/search';
import type { Log } from '../log.ts';
import { type Embedder, MemoryIndex, Mirror, type SearchHit } from '../search/index.ts';
import type { Feeds } from './feeds.ts';
import { mayRead } from './knowledge.access.ts';
import type { KnowledgeRepo, KnowledgeRow, PassageRow } from './knowledge.repo.ts';
import { KnowledgeMirror } from './knowledge.mirror.ts';
import { presentPassage } from './present.ts';

export interface RetrievalDeps {
  repo: KnowledgeRepo;
  feeds: Feeds;
  embed: Embedder | null;
  clock: Clock;
  log: Log;
}

/** People wait for an answer; words alone give one. */
const QUERY_VECTOR_MS = 2500;
/** More than asked for, since what changed at this very moment is left out of it again. */
const SPARE = 10;
/** One long document is not the whole bibliography. */
const OF_ONE_DOCUMENT = 3;

/** Passages for those who may see them. The index only proposes: what is stored at this moment decides. */
export class Retrieval {
  readonly #deps: RetrievalDeps;
  readonly #stored: KnowledgeMirror;
  readonly #mirror: Mirror;

  constructor(deps: RetrievalDeps) {
    this.#deps = deps;
    this.#stored = new KnowledgeMirror(deps.repo, deps.embed?.model ?? null);
    this.#mirror = new Mirror(new MemoryIndex(), this.#stored, deps.clock);
  }

  /** Passages to build on, best first, few of any one document; none when nothing answers. */
  async retrieve(userId: string, { text, limit }: { text: string; limit: number }): Promise<CitedPassage[]> {
    const found = await this.search(userId, { text, limit: limit * OF_ONE_DOCUMENT });
    const taken = new Map<string, number>();
    return found
      .map(({ passage: { start: _start, end: _end, ...cited } }) => cited)
      .filter(({ documentId }) => {
        const count = (taken.get(documentId) ?? 0) + 1;
        taken.set(documentId, count);
        return count <= OF_ONE_DOCUMENT;
      })
      .slice(0, limit);
  }

  async search(userId: string, { text, limit }: { text: string; limit: number }): Promise<KnowledgeHit[]> {
    const [index, vector] = await Promise.all([this.#mirror.current(), this.#vectorOf(text)]);
    const hits = index.search({
      text,
      vector,
      limit: limit + SPARE,
      accepts: (group) => this.#stored.accepts(userId, group),
    });
    if (hits.length === 0) return [];
    const [documents, passages] = await Promise.all([
      this.#readable(userId, hits),
      this.#deps.repo.passagesById(hits.map(({ id }) => id)),
    ]);
    const stored = new Map(passages.map((row) => [row._id.toHexString(), row]));
    const shown = hits.flatMap((hit) => shownHit(hit, documents.get(hit.group), stored.get(hit.id)));
    const best = shown[0]?.score ?? 1;
    return shown.slice(0, limit).map((hit) => ({ ...hit, score: hit.score / best }));
  }

  async #readable(userId: string, hits: readonly SearchHit[]): Promise<Map<string, KnowledgeRow>> {
    const rows = await this.#deps.repo.documents.findMany(hits.map(({ group }) => group));
    const open = await this.#deps.feeds.stillOpen(rows);
    const readable = rows.filter((row) => mayRead(userId, row) && open.has(row));
    return new Map(readable.map((row) => [row._id.toHexString(), row]));
  }

  async #vectorOf(text: string): Promise<Float32Array | null> {
    const { embed, log } = this.#deps;
    if (!embed || text.trim() === '') return null;
    try {
      const [vector] = await embed.embed([text], { signal: AbortSignal.timeout(QUERY_VECTOR_MS) });
      return vector ? Float32Array.from(vector) : null;
    } catch (error) {
      log.warn({ err: error }, 'knowledge: the query has no vector, searched by words alone');
      return null;
    }
  }
}

function shownHit(
  hit: SearchHit,
  document: KnowledgeRow | undefined,
  row: PassageRow | undefined,
): KnowledgeHit[] {
  if (!document || row?.documentId !== hit.group) return [];
  const passage = presentPassage(document, row);
  const words = `${passage.title}\n${passage.heading}\n${passage.text}`;
  return [{ passage, score: hit.score, terms: wordsWithTerms(words, new Set(hit.terms)) }];
}
