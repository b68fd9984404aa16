import { type Request, type RequestHandler, type Response, Router } from 'express';
import { AppError } from '@ensemble/shared';
import { ZodError, type z } from 'zod';
import { readBody } from './body.ts';
import { asAppError, fieldErrors } from './problem.ts';
import type { IdempotencyStore } from './idempotency.ts';
import { idFactory } from './ids.ts';
import { Answered, keepsAnswers, type RouteContext, type RouteDefinition, TextAnswer } from './route.ts';
import { isUpload, readUpload } from './upload.ts';
import type { Viewer } from './viewer.ts';

export interface RegistryDeps {
  viewerOf(req: Request): Promise<Viewer | null>;
  idempotency: IdempotencyStore;
}

/**
 * Mounts the descriptions. In this order: ids and query (400), who is it, may they (401, 403, 404),
 * then the body (400, 413, 422): a stranger learns nothing from validation messages.
 */
export function mountRoutes(definitions: readonly RouteDefinition[], deps: RegistryDeps): Router {
  const router = Router();
  for (const definition of definitions) {
    const guard: RequestHandler = async (req, res, next) => {
      const params = parseOr400(definition.params, flatParams(req.params), 'address');
      const query = parseOr400(definition.query, req.query, 'query');
      const viewer = await deps.viewerOf(req);
      await definition.access.check({
        viewer,
        params: flatParams(req.params),
        authorization: req.headers.authorization,
      });
      res.locals['ensemble'] = { params, query, viewer };
      next();
    };
    const handle: RequestHandler = async (req, res) => {
      const { params, query, viewer } = res.locals['ensemble'] as {
        params: unknown;
        query: unknown;
        viewer: Viewer | null;
      };
      const key = keepsAnswers(definition) ? idempotencyKey(req) : null;
      const run = async (): Promise<{ status: number; body: unknown }> => {
        const scope = key === null ? null : `${viewer?.userId ?? req.ip ?? ''} ${req.originalUrl} ${key}`;
        const context = { params, query, viewer, req, res, ifMatch: ifMatchOf(req), newId: idFactory(scope) };
        const answer = await answerTo(definition, context, key !== null);
        if (answer instanceof Answered) return { status: answer.status, body: answer.body };
        return { status: definition.status ?? 200, body: answer };
      };
      if (definition.produces) {
        const { status, body } = await run();
        res.status(status).type(definition.produces).send(body);
        return;
      }
      if (key === null || definition.keepsOwnAnswers === 'all') {
        send(res, await run());
        return;
      }
      const scope = { userId: viewer?.userId ?? `address ${req.ip ?? ''}`, route: `POST ${req.path}`, key };
      const outcome = await deps.idempotency.once(
        scope,
        run,
        definition.keepsOwnAnswers === 'successes' ? 'refusals' : 'all',
      );
      if (outcome.replayed) res.setHeader('Idempotency-Replayed', 'true');
      if (outcome.status >= 400) res.type('application/problem+json');
      send(res, outcome);
    };
    router[definition.method](definition.path, guard, handle);
  }
  return router;
}

/** The body is read only now: a repeated call gets its stored answer whatever its body holds. */
async function answerTo(
  definition: RouteDefinition,
  context: Omit<RouteContext, 'body'>,
  hasKey: boolean,
): Promise<unknown> {
  if (!definition.body) return definition.handle({ ...context, body: undefined });
  if (definition.upload && isUpload(context.req)) {
    const { file, fields } = await readUpload(context.req, definition.upload.maxBytes);
    return definition.upload.handle(context, file, parseOr422(definition.upload.fields, fields));
  }
  let body: unknown;
  try {
    body = parseOr422(definition.body, await readBody(context.req, context.res, definition.alsoAccepts));
  } catch (error) {
    const refused = asAppError(error);
    if (!hasKey || !definition.refuseBody || !refused || refused.status >= 500) throw error;
    return definition.refuseBody(context, refused);
  }
  return definition.handle({ ...context, body });
}

function send(res: Response, answer: { status: number; body: unknown }): void {
  res.status(answer.status);
  if (answer.body instanceof TextAnswer) res.type(answer.body.type).send(answer.body.text);
  else if (answer.status === 204 || answer.body === undefined) res.end();
  else if (answer.status >= 400) res.send(JSON.stringify(answer.body));
  else res.json(answer.body);
}

/** Express gives a rest parameter as a list of segments. */
function flatParams(params: Record<string, string | string[]>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, Array.isArray(value) ? value.join('/') : value]),
  );
}

function parseOr400(schema: z.ZodType | undefined, value: unknown, what: string): unknown {
  if (!schema) return value;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const fields = fieldErrors(result.error);
  throw new AppError('bad-request', `The ${what} is not valid: ${fields[0]?.path} ${fields[0]?.message}.`, {
    fields,
  });
}

function parseOr422(schema: z.ZodType, value: unknown): unknown {
  try {
    return schema.parse(value);
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    const fields = fieldErrors(error);
    throw new AppError(
      'invalid',
      `Some fields need attention: ${fields.map((f) => f.path || 'body').join(', ')}.`,
      {
        fields,
      },
    );
  }
}

function idempotencyKey(req: Request): string | null {
  const key = req.get('idempotency-key');
  if (key === undefined) return null;
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw new AppError('bad-request', 'Idempotency-Key must be 1 to 200 printable characters.', {
      fields: [{ path: 'Idempotency-Key', message: 'must be 1 to 200 printable characters' }],
    });
  }
  return key;
}

function ifMatchOf(req: Request): number | null {
  const header = req.get('if-match');
  if (header === undefined || header === '*') return null;
  const match = /^(?:W\/)?"?(\d{1,15})"?$/.exec(header);
  if (!match) {
    throw new AppError('bad-request', 'If-Match must be the version number.', {
      fields: [{ path: 'If-Match', message: 'must be a version number' }],
    });
  }
  return Number(match[1]);
}
