import { z } from 'zod';
import { ERROR_STATUS } from '@ensemble/shared';
import { keepsAnswers, type RouteDefinition, type UploadDefinition } from './route.ts';

/** What the document says of a route; better-auth's own have no more than this. */
export type Documented = Omit<RouteDefinition, 'handle'>;

/** OpenAPI 3.1, written from the schemas that validate; nothing in it is typed by hand twice. */

const ProblemSchema = {
  type: 'object',
  description: 'RFC 9457 problem document',
  required: ['type', 'title', 'status', 'code', 'detail'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: [...Object.keys(ERROR_STATUS), 'internal'] },
    detail: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
} as const;

const problemAnswer = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

const PROBLEM_WORDS: Readonly<Record<number, string>> = {
  409: 'Conflict',
  413: 'Too large',
  422: 'Cannot be done with this',
  503: 'Try again in a moment',
};

type JsonSchema = Record<string, unknown> & { properties?: Record<string, unknown>; required?: string[] };

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}

function uploadSchema({ fields }: UploadDefinition): JsonSchema {
  const schema = jsonSchema(fields, 'input');
  return {
    ...schema,
    required: [...(schema.required ?? []), 'file'],
    properties: { ...schema.properties, file: { type: 'string', format: 'binary' } },
  };
}

function parametersOf(definition: Documented) {
  const listed: unknown[] = [];
  if (definition.params) {
    const schema = jsonSchema(definition.params, 'input');
    for (const [name, value] of Object.entries(schema.properties ?? {})) {
      listed.push({ name, in: 'path', required: true, schema: value });
    }
  }
  if (definition.query) {
    const schema = jsonSchema(definition.query, 'input');
    for (const [name, value] of Object.entries(schema.properties ?? {})) {
      listed.push({ name, in: 'query', required: schema.required?.includes(name) ?? false, schema: value });
    }
  }
  if (keepsAnswers(definition)) {
    listed.push({
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      schema: { type: 'string', maxLength: 200 },
    });
  }
  if (definition.method === 'patch') {
    listed.push({ name: 'If-Match', in: 'header', required: false, schema: { type: 'string' } });
  }
  return listed;
}

function answersOf(definition: Documented) {
  const status = definition.status ?? 200;
  const content = definition.produces
    ? { [definition.produces]: { schema: { type: 'string' } } }
    : definition.answer
      ? {
          'application/json': { schema: jsonSchema(definition.answer, 'output') },
          ...(definition.alsoProduces ? { [definition.alsoProduces]: { schema: { type: 'string' } } } : {}),
        }
      : undefined;
  const answers: Record<string, unknown> = {
    [status]: { description: definition.summary, ...(content ? { content } : {}) },
    429: problemAnswer('Too many requests'),
  };
  if (definition.params ?? definition.query)
    answers['400'] = problemAnswer('An id or query that cannot be read');
  if (definition.params) answers['404'] = problemAnswer('Absent or hidden');
  if (definition.access.label !== 'anyone') {
    answers['401'] = problemAnswer('No session');
    answers['403'] = problemAnswer('No right');
  }
  if (definition.body) {
    answers['400'] = problemAnswer('JSON, an id or a query that cannot be read');
    answers['413'] = problemAnswer('Too large');
    answers['422'] = problemAnswer('A body that fails its schema; `errors` names the fields');
  }
  for (const [code, description] of expectedProblems(definition))
    answers[code] ??= problemAnswer(description);
  return answers;
}

/** By status: what the route itself says to expect, and that the first call of a key may still be running. */
function expectedProblems(definition: Documented): Map<number, string> {
  const codes = new Set([
    ...(definition.problems ?? []),
    ...(keepsAnswers(definition) ? (['request-in-progress'] as const) : []),
  ]);
  const byStatus = Map.groupBy(codes, (code) => ERROR_STATUS[code]);
  return new Map(
    [...byStatus].map(([status, all]) => [
      status,
      `${PROBLEM_WORDS[status] ?? 'Refused'}: ${all.join(', ')}`,
    ]),
  );
}

/** Express paths (`/sessions/:id`, `/by-path/*path`) as OpenAPI's (`/sessions/{id}`). */
export const openApiPath = (path: string): string => path.replace(/[:*](\w+)/g, '{$1}');

export function openApiDocument(
  definitions: readonly Documented[],
  info: { version: string; serverUrl: string },
) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const definition of definitions) {
    const path = openApiPath(definition.path);
    paths[path] ??= {};
    paths[path][definition.method] = {
      summary: definition.summary,
      tags: [definition.tag],
      'x-access': definition.access.label,
      parameters: parametersOf(definition),
      ...(definition.body
        ? {
            requestBody: {
              required: true,
              content: {
                'application/json': { schema: jsonSchema(definition.body, 'input') },
                ...(definition.alsoAccepts
                  ? { [definition.alsoAccepts]: { schema: { type: 'string' } } }
                  : {}),
                ...(definition.upload
                  ? { 'multipart/form-data': { schema: uploadSchema(definition.upload) } }
                  : {}),
              },
            },
          }
        : {}),
      responses: answersOf(definition),
      security:
        definition.access.label === 'anyone'
          ? [{}, { cookie: [] }, { bearer: [] }]
          : [{ cookie: [] }, { bearer: [] }],
    };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Ensemble', version: info.version, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: `${info.serverUrl}/api` }],
    paths,
    components: {
      schemas: { Problem: ProblemSchema },
      securitySchemes: {
        cookie: { type: 'apiKey', in: 'cookie', name: 'ensemble.session_token' },
        bearer: { type: 'http', scheme: 'bearer' },
      },
    },
  };
}
