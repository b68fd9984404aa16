/**
 * Every refusal a client can meet has a code it can branch on; the status follows from the code,
 * so the two cannot drift apart. RFC 9457 problem+json carries both.
 */
export const ERROR_STATUS = {
  'bad-request': 400,
  'not-signed-in': 401,
  'not-allowed': 403,
  'bad-origin': 403,
  'not-found': 404,
  conflict: 409,
  duplicate: 409,
  'stale-version': 409,
  completed: 409,
  cancelled: 409,
  'seats-unavailable': 409,
  'hold-expired': 409,
  'below-taken': 409,
  'illegal-move': 409,
  expired: 409,
  withdrawn: 409,
  'already-accepted': 409,
  'already-published': 409,
  'request-in-progress': 409,
  'too-large': 413,
  'unsupported-media': 415,
  invalid: 422,
  'too-many': 429,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

/** One field at fault: `path` as in the request body, dotted (`recurrence.daysOfWeek.0`). */
export interface FieldError {
  path: string;
  message: string;
}

export class AppError extends Error {
  override name = 'AppError';
  readonly code: ErrorCode;
  /** The fields at fault, when the refusal is about input. */
  readonly fields: readonly FieldError[];
  /** Extra members for the problem document, such as `left` for `seats-unavailable`. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    message: string,
    options: ErrorOptions & { fields?: readonly FieldError[]; details?: Record<string, unknown> } = {},
  ) {
    super(message, options);
    this.code = code;
    this.fields = options.fields ?? [];
    this.details = options.details ?? {};
  }

  get status(): number {
    return ERROR_STATUS[this.code];
  }
}

/** A 422 about one field. */
export const invalidField = (path: string, message: string): AppError =>
  new AppError('invalid', message, { fields: [{ path, message }] });

export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
