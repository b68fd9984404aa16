import { OpenAiCompatibleEmbedder } from './embedder.ts';
import type { Embedder, LlmProvider } from './llm.types.ts';
import { OpenAiCompatibleLlm } from './openai-compatible.ts';

export {
  type Embedder,
  LLM_FAILURES,
  LlmError,
  type LlmFailure,
  type LlmProvider,
  type ObjectRequest,
} from './llm.types.ts';

interface EndpointSettings {
  baseUrl: string;
  apiKey: string | undefined;
  model: string;
  embeddingsModel: string | undefined;
  /** Milliseconds for one answer. */
  timeoutMs: number;
}

/** Null without an endpoint: who asks has to do without, and to say so. */
export const createLlm = (settings: EndpointSettings | undefined): LlmProvider | null =>
  settings ? new OpenAiCompatibleLlm(settings) : null;

/** Null without an endpoint or without a model of embeddings. */
export const createEmbedder = (settings: EndpointSettings | undefined): Embedder | null =>
  settings?.embeddingsModel === undefined
    ? null
    : new OpenAiCompatibleEmbedder({ ...settings, model: settings.embeddingsModel });
