import { z } from 'zod';
import type { FieldError } from '@ensemble/shared/core/errors';

/** RFC 9457, as the API sends it; further members (such as `left`) stay in `details`. */
const ProblemDocument = z.looseObject({
  status: z.int(),
  code: z.string(),
  detail: z.string().optional(),
  title: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

/** Codes of our own for what never reached the API or came back unreadable. */
export type LocalCode = 'network' | 'unexpected-answer';

/** A refusal or a failure, in words a person can act on. */
export class ApiProblem extends Error {
  override name = 'ApiProblem';
  /** HTTP status; 0 when no answer came at all. */
  readonly status: number;
  /** One of shared/core/errors' codes, or a LocalCode. */
  readonly code: string;
  readonly detail: string;
  /** The fields at fault, for the form to put beside them. */
  readonly fields: readonly FieldError[];
  /** Everything else the problem document said. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    code: string,
    detail: string,
    options: ErrorOptions & { fields?: readonly FieldError[]; details?: Record<string, unknown> } = {},
  ) {
    super(detail, options);
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.fields = options.fields ?? [];
    this.details = options.details ?? {};
  }

  /** The session ended while the page was open; a refused password is something else. */
  get signedOut(): boolean {
    return this.code === 'not-signed-in' && this.details['authCode'] === undefined;
  }

  /** The same request may succeed later, unchanged. */
  get retryable(): boolean {
    return this.code === 'network' || this.status === 429 || this.status >= 500;
  }
}

export const networkProblem = (cause: unknown): ApiProblem =>
  new ApiProblem(0, 'network', 'Ensemble cannot be reached. Check the connection, then try again.', {
    cause,
  });

/** Reads a refused answer. better-auth's own errors (`{ code, message }`) are understood too. */
export async function readProblem(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => null);
  const problem = ProblemDocument.safeParse(body);
  if (problem.success) {
    const { status, code, detail, title, errors, ...details } = problem.data;
    return new ApiProblem(status, code, detail ?? title ?? fallbackWords(status), {
      fields: errors ?? [],
      details,
    });
  }
  const plain = z.object({ message: z.string(), code: z.string().optional() }).safeParse(body);
  if (plain.success) {
    return new ApiProblem(response.status, plain.data.code ?? 'refused', plain.data.message);
  }
  return new ApiProblem(response.status, 'unexpected-answer', fallbackWords(response.status));
}

function fallbackWords(status: number): string {
  if (status === 404) return 'This is not here, or you may not see it.';
  if (status === 429) return 'That was a lot at once. Wait a minute, then try again.';
  if (status >= 500) return 'Something broke on our side. Try again in a moment.';
  return 'This could not be done.';
}

/** Any thrown thing as an ApiProblem, so that screens have one shape to show. */
export const asProblem = (thrown: unknown): ApiProblem =>
  thrown instanceof ApiProblem
    ? thrown
    : new ApiProblem(0, 'unexpected-answer', 'Something went wrong here. Reload the page and try again.', {
        cause: thrown,
      });
