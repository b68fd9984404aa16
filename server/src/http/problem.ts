import { STATUS_CODES } from 'node:http';
import type { ErrorRequestHandler, Request, Response } from 'express';
import { AppError, type FieldError } from '@ensemble/shared';
import { type ZodError } from 'zod';
import type { Log } from '../log.ts';

/** RFC 9457 problem+json: the one shape of every refusal. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  errors?: readonly FieldError[];
  [extension: string]: unknown;
}

export function problemOf(error: AppError): Problem {
  return {
    ...error.details,
    type: 'about:blank',
    title: STATUS_CODES[error.status] ?? 'Error',
    status: error.status,
    code: error.code,
    detail: error.message,
    ...(error.fields.length > 0 ? { errors: error.fields } : {}),
  };
}

export function sendProblem(res: Response, problem: Problem): void {
  if (problem.status === 429 && typeof problem['retryAfterSeconds'] === 'number') {
    res.setHeader('Retry-After', String(problem['retryAfterSeconds']));
  }
  res.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

/** zod's issues as our field errors; an unrecognised key is named itself, not its parent. */
export function fieldErrors(error: ZodError): FieldError[] {
  return error.issues.flatMap((issue): FieldError[] => {
    const path = issue.path.map(String);
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: [...path, key].join('.'),
        message: 'is not a field of this object',
      }));
    }
    return [{ path: path.join('.'), message: issue.message }];
  });
}

interface BodyParserError {
  type: string;
  status: number;
}

const isBodyParserError = (error: unknown): error is BodyParserError =>
  typeof error === 'object' && error !== null && 'type' in error && 'status' in error;

interface DuplicateKeyError {
  code: 11000;
  keyPattern?: Record<string, unknown>;
}

const isDuplicateKey = (error: unknown): error is DuplicateKeyError =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 11000;

/** Any thrown value as the refusal a client may see; null for what is our own fault. */
export function asAppError(error: unknown): AppError | null {
  if (error instanceof AppError) return error;
  if (error instanceof URIError) return new AppError('bad-request', 'The address is not readable.');
  if (isBodyParserError(error)) {
    if (error.type === 'entity.too.large') return new AppError('too-large', 'The request body is too large.');
    if (error.type === 'entity.parse.failed')
      return new AppError('bad-request', 'The request body is not JSON.');
    if (error.status === 415) {
      return new AppError('unsupported-media', 'Send the body as JSON in UTF-8, plain or gzipped.');
    }
    if (error.status >= 400 && error.status < 500) {
      return new AppError('bad-request', 'The request body cannot be read.');
    }
  }
  if (isDuplicateKey(error)) {
    const path = Object.keys(error.keyPattern ?? {})[0];
    const message = 'is already taken';
    return new AppError('duplicate', 'There is one already.', { fields: path ? [{ path, message }] : [] });
  }
  return null;
}

/** The route's pattern: its real address may hold the token of an invitation. */
const patternOf = (req: Request): string => (req.route as { path?: string } | undefined)?.path ?? 'no route';

export const problemHandler =
  (log: Log): ErrorRequestHandler =>
  (error: unknown, req, res, next) => {
    const known = asAppError(error);
    if (!known) log.error({ err: error, method: req.method, route: patternOf(req) }, 'request failed');
    if (res.headersSent) {
      next(error);
      return;
    }
    sendProblem(
      res,
      known
        ? problemOf(known)
        : {
            type: 'about:blank',
            title: 'Internal Server Error',
            status: 500,
            code: 'internal',
            detail: 'Something went wrong on our side. Nothing was half-written; try again.',
          },
    );
  };
