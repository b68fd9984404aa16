import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import {
  generateText,
  jsonSchema,
  type LanguageModel,
  type ModelMessage,
  NoObjectGeneratedError,
  Output,
} from 'ai';
import { z } from 'zod';
import { boundedFetch } from './bounded-fetch.ts';
import { failureOf, refusesFormat } from './failure.ts';
import { LlmError, type LlmProvider, type ObjectRequest } from './llm.types.ts';
import { readAnswer } from './read-answer.ts';

export interface LlmSettings {
  baseUrl: string;
  apiKey: string | undefined;
  model: string;
  /** Milliseconds for one answer, its retries after 429 and 5xx included. */
  timeoutMs: number;
}

/** How an object is asked for, the strictest first: servers differ in what they take. */
const RUNGS = ['schema', 'json', 'prompt'] as const;
type Rung = (typeof RUNGS)[number];

/** Asking again after 429 or 5xx, with growing pauses or those the server names; the library does it. */
const RETRIES = 2;
/** So much of an unusable answer is shown to the model again. */
const QUOTED_MAX = 24_000;
const ISSUES_QUOTED = 12;

interface Written {
  text: string;
  finish: string;
}
type Judged<Answer> = { ok: true; answer: Answer } | { ok: false; failure: LlmError; text: string };

/** Connects to an OpenAI-compatible endpoint. */
export function openAiCompatible(settings: LlmSettings) {
  return createOpenAICompatible({
    name: 'endpoint',
    baseURL: settings.baseUrl,
    supportsStructuredOutputs: true,
    fetch: boundedFetch,
    ...(settings.apiKey === undefined ? {} : { apiKey: settings.apiKey }),
  });
}

/**
 * An OpenAI-compatible endpoint as an LlmProvider. Asks by schema, else in JSON mode, else by the prompt alone, and
 * remembers what the endpoint took. An answer that is cut off, is no JSON or does not fit is asked for once more,
 * with what was wrong; then it is an error. Nothing takes longer than twice `timeoutMs`.
 */
export class OpenAiCompatibleLlm implements LlmProvider {
  readonly model: string;
  readonly #model: LanguageModel;
  readonly #timeoutMs: number;
  /** Index of the first rung that may work. */
  #rung = 0;

  constructor(settings: LlmSettings) {
    this.model = settings.model;
    this.#model = openAiCompatible(settings).chatModel(settings.model);
    this.#timeoutMs = settings.timeoutMs;
  }

  async object<Answer>(request: ObjectRequest<Answer>): Promise<Answer> {
    const first = judged(request, await this.#ask(request, []));
    if (first.ok) return first.answer;
    const second = judged(request, await this.#ask(request, repairOf(first)));
    if (second.ok) return second.answer;
    throw second.failure;
  }

  async #ask<Answer>(request: ObjectRequest<Answer>, more: ModelMessage[]): Promise<Written> {
    const signal = AbortSignal.any([
      AbortSignal.timeout(this.#timeoutMs),
      ...(request.signal ? [request.signal] : []),
    ]);
    for (let index = this.#rung; ; index++) {
      try {
        const written = await this.#write(request, RUNGS[index] ?? 'prompt', more, signal);
        this.#rung = Math.max(this.#rung, index);
        return written;
      } catch (error) {
        if (index < RUNGS.length - 1 && refusesFormat(error)) continue;
        throw failureOf(error, request.signal);
      }
    }
  }

  async #write<Answer>(
    { name, schema, system, prompt }: ObjectRequest<Answer>,
    rung: Rung,
    more: ModelMessage[],
    abortSignal: AbortSignal,
  ): Promise<Written> {
    const asked = {
      model: this.#model,
      instructions: `${system}\n\n${orderOf(schema)}`,
      messages: [{ role: 'user' as const, content: prompt }, ...more],
      abortSignal,
      maxRetries: RETRIES,
    };
    try {
      const { text, finishReason } =
        rung === 'schema'
          ? await generateText({
              ...asked,
              output: Output.object({ schema: jsonSchema(formOf(schema)), name }),
            })
          : rung === 'json'
            ? await generateText({ ...asked, output: Output.json() })
            : await generateText(asked);
      return { text, finish: finishReason };
    } catch (error) {
      // The library judges what it was asked to; we judge all answers one way, and read sloppy ones.
      if (!NoObjectGeneratedError.isInstance(error)) throw error;
      return { text: error.text ?? '', finish: error.finishReason ?? 'other' };
    }
  }
}

/** What is asked for is what comes out of the schema: what goes in may be more forgiving. */
const formOf = (schema: z.ZodType) =>
  z.toJSONSchema(schema, { target: 'draft-7', io: 'output' }) as Parameters<typeof jsonSchema>[0];

/** The form of the answer in the prompt too: not every server that takes a schema also follows it. */
const orderOf = (schema: z.ZodType): string =>
  `Answer with one JSON object and nothing else: no fences, no explanation. It fits this JSON schema:\n${JSON.stringify(formOf(schema))}`;

function judged<Answer>(request: ObjectRequest<Answer>, { text, finish }: Written): Judged<Answer> {
  const failed = (failure: LlmError): Judged<Answer> => ({ ok: false, failure, text });
  // First of all: what is cut off may look whole once it is mended.
  if (finish === 'length') return failed(new LlmError('cut-off'));
  if (finish === 'content-filter') return failed(new LlmError('withheld'));
  const read = readAnswer(text);
  if (!read.ok) {
    return failed(
      read.why === 'cut-off'
        ? new LlmError('cut-off')
        : new LlmError('unusable', { issues: ['It was not JSON.'] }),
    );
  }
  const parsed = request.schema.safeParse(read.value);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(
      ({ path, message }) => `${path.join('.') || 'answer'}: ${message}`,
    );
    return failed(new LlmError('unusable', { issues }));
  }
  const issues = request.check?.(parsed.data) ?? [];
  return issues.length > 0 ? failed(new LlmError('unusable', { issues })) : { ok: true, answer: parsed.data };
}

/** The one repair try: what came, and what is wrong with it. */
function repairOf({ failure, text }: { failure: LlmError; text: string }): ModelMessage[] {
  const again = 'Answer again with the whole JSON object and nothing else.';
  if (failure.failure === 'cut-off') {
    const content = `Your answer was cut off before its end. Be briefer. ${again}`;
    return [{ role: 'user', content }];
  }
  const issues = failure.issues.length > 0 ? failure.issues.slice(0, ISSUES_QUOTED) : [failure.message];
  const wrong = `Your answer cannot be used:\n${issues.map((issue) => `- ${issue}`).join('\n')}\n${again}`;
  return [
    ...(text.trim() === '' ? [] : [{ role: 'assistant' as const, content: text.slice(0, QUOTED_MAX) }]),
    { role: 'user', content: wrong },
  ];
}
