import type { Request, Response } from 'express';
import type { AppError, ErrorCode } from '@ensemble/shared';
import type { z } from 'zod';
import type { UploadedFile } from './upload.ts';
import type { Viewer } from './viewer.ts';

/**
 * A route is described once: the same description validates the request, guards it, mounts it on
 * Express and writes its part of the OpenAPI document.
 */
export interface RouteContext<Params = unknown, Query = unknown, Body = unknown> {
  params: Params;
  query: Query;
  body: Body;
  viewer: Viewer | null;
  req: Request;
  res: Response;
  /** `If-Match: <version>`, null when the client sent none. */
  ifMatch: number | null;
  /**
   * A new id. With an Idempotency-Key it is derived from user, route and key, so that a call that is
   * run again after a crash makes the same objects. Each call of it gives another id.
   */
  newId(): string;
}

/** Who may call a route. `label` names the rule in the OpenAPI document and in the table of rights. */
export interface Access {
  label: string;
  check(
    context: Pick<RouteContext, 'viewer'> & {
      params: Record<string, string>;
      /** The header, for rules that go by a token instead of a person. */
      authorization?: string | undefined;
    },
  ): Promise<void> | void;
}

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

export interface RouteDefinition<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
> {
  method: Method;
  /** Below /api, Express style: `/sessions/:id`; `*path` for a rest parameter. */
  path: string;
  summary: string;
  tag: string;
  access: Access;
  params?: Params;
  query?: Query;
  body?: Body;
  /** A text type beside JSON; `body`'s schema then judges it as `{ text }`. */
  alsoAccepts?: string;
  /** Beside a JSON `body`: the same as multipart/form-data with a file in its field `file`. */
  upload?: UploadDefinition;
  /** Status of success; 201 for a POST that creates, 204 without content. */
  status?: 200 | 201 | 202 | 204;
  /** What the answer looks like; left out for 204 and for files. */
  answer?: z.ZodType;
  /** Beside JSON, for a handler that answers a `TextAnswer` to whoever asks for it. */
  alsoProduces?: string;
  /** For answers that are not JSON, such as text/csv. */
  produces?: string;
  /** Codes of the problem documents a client should expect beyond 400, 401, 403, 404, 422 and 429. */
  problems?: readonly ErrorCode[];
  /** Answers are never replayed by Idempotency-Key, since they set cookies. */
  setsCookies?: boolean;
  /**
   * The handler keeps what it answered to an Idempotency-Key in the same write as its effect, and says so when it
   * answers a repeat: the answers that HTTP keeps beside would be a second truth. With `successes` refusals are kept
   * as everywhere, and only what must be stored nowhere is left to the handler.
   */
  keepsOwnAnswers?: 'all' | 'successes';
  /**
   * Beside `keepsOwnAnswers`, where there is a body: a call with a key whose body is refused. Answers what the key
   * was answered before, or else keeps the refusal and throws it.
   */
  refuseBody?(
    context: Omit<RouteContext<z.output<Params>, z.output<Query>>, 'body'>,
    refused: AppError,
  ): Promise<unknown>;
  /** A POST that only asks: there is nothing to keep from happening twice. */
  writesNothing?: boolean;
  handle(
    context: RouteContext<z.output<Params>, z.output<Query>, z.output<Body>>,
  ): Promise<unknown> | unknown;
}

export interface UploadDefinition<Fields extends z.ZodType = z.ZodType> {
  maxBytes: number;
  /** The text fields beside the file. */
  fields: Fields;
  handle(context: Omit<RouteContext, 'body'>, file: UploadedFile, fields: z.output<Fields>): Promise<unknown>;
}

/** Types the handler by the schema of its fields. */
export function upload<Fields extends z.ZodType>(definition: UploadDefinition<Fields>): UploadDefinition {
  return definition;
}

/** An answer whose success has another status than the route's, such as 202 for "later". */
export class Answered {
  readonly status: number;
  readonly body: unknown;
  constructor(status: number, body: unknown) {
    this.status = status;
    this.body = body;
  }
}
export const withStatus = (status: 200 | 201 | 202, body: unknown): Answered => new Answered(status, body);

/** An answer that is no JSON, of a route that has both. */
export class TextAnswer {
  readonly type: string;
  readonly text: string;
  constructor(type: string, text: string) {
    this.type = type;
    this.text = text;
  }
}

/** Types the handler by its schemas; the registry itself keeps the definitions untyped. */
export function route<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType>(
  definition: RouteDefinition<Params, Query, Body>,
): RouteDefinition {
  return definition;
}

/** Whether a repeated call with the same Idempotency-Key gets the first one's answer. */
export const keepsAnswers = ({
  method,
  setsCookies,
  writesNothing,
}: Pick<RouteDefinition, 'method' | 'setsCookies' | 'writesNothing'>): boolean =>
  method === 'post' && !setsCookies && !writesNothing;
