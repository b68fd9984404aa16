import type { z } from 'zod';

/** What language models are asked through. The port knows no domain: prompts and what is done with answers stay there. */

export interface ObjectRequest<Answer> {
  /** What the answer is, in letters, digits and underscores: servers name the schema by it. */
  name: string;
  /**
   * Judges the answer, and tells the model its form. What comes out of it has plain types and only required fields, so
   * that strict servers take it; what goes in may be more forgiving (`z.preprocess`).
   */
  schema: z.ZodType<Answer>;
  /** Who the model is and the rules that hold. */
  system: string;
  prompt: string;
  /** What the schema cannot say, in words for the model; empty when the answer can be used. */
  check?(answer: Answer): readonly string[];
  signal?: AbortSignal;
}

/** A language model that answers objects. */
export interface LlmProvider {
  /** Its name, as people are shown it. */
  readonly model: string;
  /** An answer that its schema and check accept. @throws LlmError for anything else, the caller's abort included. */
  object<Answer>(request: ObjectRequest<Answer>): Promise<Answer>;
}

/** Texts to vectors, for search. */
export interface Embedder {
  readonly model: string;
  /** One vector a text, in their order. @throws LlmError */
  embed(texts: readonly string[], options?: { signal?: AbortSignal }): Promise<number[][]>;
}

/** How asking failed. The words are for people; none repeats what the endpoint said, which may hold secrets or prompts. */
export const LLM_FAILURES = {
  'timed-out': 'The language model took too long to answer.',
  aborted: 'The question to the language model was called off.',
  'too-many': 'The language model is being asked too much at once.',
  unreachable: 'The language model could not be reached or failed.',
  refused: 'The language model refused the request; its settings may need a look.',
  'cut-off': 'The answer of the language model was cut off before its end.',
  withheld: 'The language model withheld its answer.',
  unusable: 'The answer of the language model could not be used.',
} as const;
export type LlmFailure = keyof typeof LLM_FAILURES;

export class LlmError extends Error {
  override name = 'LlmError';
  readonly failure: LlmFailure;
  /** HTTP status where the endpoint answered with one. */
  readonly status: number | null;
  /** What was wrong with an answer that could be read, in words for a person who may see the draft. */
  readonly issues: readonly string[];

  constructor(failure: LlmFailure, facts: { status?: number | null; issues?: readonly string[] } = {}) {
    super(LLM_FAILURES[failure]);
    this.failure = failure;
    this.status = facts.status ?? null;
    this.issues = facts.issues ?? [];
  }
}
