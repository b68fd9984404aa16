import type { Log } from '../log.ts';
import type { Embedder } from '../search/index.ts';
import type { KnowledgeRepo, PassageRow } from './knowledge.repo.ts';

const AT_ONCE = 32;
const ANSWER_MS = 20_000;

/** Has passages embedded that have no vector yet, beside everything else: an endpoint may be slow, or away. */
export class VectorMaker {
  readonly #repo: KnowledgeRepo;
  readonly #embed: Embedder;
  readonly #log: Log;
  readonly #stopping = new AbortController();
  #making: Promise<void> | null = null;

  constructor(repo: KnowledgeRepo, embed: Embedder, log: Log) {
    this.#repo = repo;
    this.#embed = embed;
    this.#log = log;
  }

  /** Goes on until all have one, or the endpoint fails; asked for again meanwhile it only goes on. */
  start(): void {
    this.#making ??= this.#makeAll()
      .catch((error: unknown) => {
        if (!this.#stopping.signal.aborted)
          this.#log.warn({ err: error }, 'knowledge: passages wait for vectors');
      })
      .finally(() => {
        this.#making = null;
      });
  }

  /** Lets go of what is under way; what is missing is made after the next start. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#making;
  }

  async #makeAll(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const rows = await this.#repo.passagesWithoutVector(this.#embed.model, AT_ONCE);
      if (rows.length === 0) return;
      await this.#make(rows);
    }
  }

  async #make(rows: readonly PassageRow[]): Promise<void> {
    const texts = rows.map(({ heading, text }) => (heading === '' ? text : `${heading}\n\n${text}`));
    const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(ANSWER_MS)]);
    const vectors = await this.#embed.embed(texts, { signal });
    const made = new Map<string, Float32Array>();
    for (const [index, row] of rows.entries()) {
      const vector = vectors[index];
      if (!vector)
        throw new Error(`the embedder answered ${vectors.length} vectors for ${rows.length} texts`);
      made.set(row._id.toHexString(), Float32Array.from(vector));
    }
    await this.#repo.writeVectors(this.#embed.model, made);
    await this.#repo.vectorsWritten([...new Set(rows.map(({ documentId }) => documentId))]);
  }
}
