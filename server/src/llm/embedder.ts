import { embedMany } from 'ai';
import { failureOf } from './failure.ts';
import { type Embedder, LlmError } from './llm.types.ts';
import { type LlmSettings, openAiCompatible } from './openai-compatible.ts';

const RETRIES = 2;
/** Servers limit how much they take at once, and we how much they answer. */
const TEXTS_AT_ONCE = 64;

/** The embeddings of an OpenAI-compatible endpoint. */
export class OpenAiCompatibleEmbedder implements Embedder {
  readonly model: string;
  readonly #settings: LlmSettings;

  /** `settings.model` names the model of embeddings. */
  constructor(settings: LlmSettings) {
    this.model = settings.model;
    this.#settings = settings;
  }

  async embed(texts: readonly string[], { signal }: { signal?: AbortSignal } = {}): Promise<number[][]> {
    if (texts.length === 0) return [];
    const abortSignal = AbortSignal.any([
      AbortSignal.timeout(this.#settings.timeoutMs),
      ...(signal ? [signal] : []),
    ]);
    const vectors: number[][] = [];
    try {
      for (let at = 0; at < texts.length; at += TEXTS_AT_ONCE) {
        vectors.push(...(await this.#some(texts.slice(at, at + TEXTS_AT_ONCE), abortSignal)));
      }
    } catch (error) {
      throw failureOf(error, signal);
    }
    // A server that leaves some out would shift all that follow onto other texts.
    const size = vectors[0]?.length ?? 0;
    if (size === 0 || vectors.some(({ length }) => length !== size)) throw unusable();
    return vectors;
  }

  async #some(values: string[], abortSignal: AbortSignal): Promise<number[][]> {
    const model = openAiCompatible(this.#settings).embeddingModel(this.model);
    const { embeddings } = await embedMany({ model, values, maxRetries: RETRIES, abortSignal });
    if (embeddings.length !== values.length) throw unusable();
    return embeddings;
  }
}

const unusable = (): LlmError =>
  new LlmError('unusable', { issues: ['It gave other vectors than were asked for.'] });
