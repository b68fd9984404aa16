import { APICallError, NoObjectGeneratedError, RetryError } from 'ai';
import { LlmError } from './llm.types.ts';

/** The last of what was tried: a RetryError wraps it. */
const lastOf = (error: unknown): unknown => (RetryError.isInstance(error) ? error.lastError : error);

/** Statuses by which servers refuse a form of answer they do not know. */
const FORMAT_REFUSED = new Set([400, 415, 422, 501]);

/** Whether asking for another form of answer may help. */
export function refusesFormat(error: unknown): boolean {
  const last = lastOf(error);
  return APICallError.isInstance(last) && FORMAT_REFUSED.has(last.statusCode ?? 0);
}

/** What the library threw, without anything that the endpoint or we sent. `signal` is the caller's own. */
export function failureOf(error: unknown, signal?: AbortSignal): LlmError {
  if (error instanceof LlmError) return error;
  if (signal?.aborted) return new LlmError('aborted');
  const last = lastOf(error);
  if (isAbort(last) || isAbort((last as { cause?: unknown } | null)?.cause)) return new LlmError('timed-out');
  if (NoObjectGeneratedError.isInstance(last)) return new LlmError('unusable');
  if (!APICallError.isInstance(last)) return new LlmError('unreachable');
  const status = last.statusCode ?? null;
  if (status === null || status >= 500) return new LlmError('unreachable', { status });
  if (status === 429) return new LlmError('too-many', { status });
  return status >= 400 ? new LlmError('refused', { status }) : new LlmError('unusable', { status });
}

const isAbort = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError');
