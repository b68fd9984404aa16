import { embedMany } from 'ai';
import { failureOf } from './failure.ts';
import { type Embedder, LlmError } from './llm.types.ts';
import { type LlmSettings, openAiCompatible } from './openai-compatible.ts';

const RETRIES = 2;

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
    const model = openAiCompatible(this.#settings).embeddingModel(this.model);
    const vectors = await embedMany({ model, values: [...texts], maxRetries: RETRIES, abortSignal }).then(
      ({ embeddings }) => embeddings,
      (error: unknown) => {
        throw failureOf(error, signal);
      },
    );
    // A server that leaves some out would shift all that follow onto other texts.
    const size = vectors[0]?.length ?? 0;
    const fits =
      vectors.length === texts.length && size > 0 && vectors.every(({ length }) => length === size);
    if (!fits) throw new LlmError('unusable', { issues: ['It gave another number of vectors than texts.'] });
    return vectors;
  }
}
