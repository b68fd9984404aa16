import type { z } from 'zod';
import { ApiProblem, networkProblem, readProblem } from './problem.ts';

export type Fetch = typeof globalThis.fetch;

type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface SendOptions {
  /** A POST is safe to repeat under one key; leave out to get a fresh one for this call. */
  idempotencyKey?: string;
  /** The version last seen; a stale one is refused with `stale-version`. */
  ifMatch?: number;
  signal?: AbortSignal;
}

/** `/api/tunes` + `{ q: 'kesh' }` → `/api/tunes?q=kesh`; null and undefined are left out. */
export function withQuery(path: string, query: Query = {}): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== null && value !== undefined) params.set(key, String(value));
  }
  const text = params.toString();
  return text === '' ? path : `${path}?${text}`;
}

async function send(fetcher: Fetch, path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetcher(path, init);
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw networkProblem(cause);
  }
  if (!response.ok) throw await readProblem(response);
  return response;
}

async function read<Schema extends z.ZodType>(schema: Schema, response: Response): Promise<z.output<Schema>> {
  let body: unknown;
  try {
    body = await response.json();
  } catch (cause) {
    throw networkProblem(cause);
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ApiProblem(
    response.status,
    'unexpected-answer',
    'Ensemble answered in a way this page does not understand. Reload the page.',
    { cause: parsed.error },
  );
}

function writing(method: string, body: unknown, options: SendOptions): RequestInit {
  const headers = new Headers();
  if (body !== undefined) headers.set('content-type', 'application/json');
  if (method === 'POST') headers.set('idempotency-key', options.idempotencyKey ?? randomKey());
  if (options.ifMatch !== undefined) headers.set('if-match', String(options.ifMatch));
  return {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  };
}

/** crypto.randomUUID exists only where the page is secure; a phone on the pub's plain-HTTP address still logs. */
export function randomKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}

/**
 * The API, typed by the schemas both sides share. Pass `fetch` of the load function while a page is
 * loaded, and the browser's own afterwards. Every failure is thrown as an ApiProblem.
 */
export const api = (fetcher: Fetch = globalThis.fetch) => ({
  async get<Schema extends z.ZodType>(schema: Schema, path: string, query?: Query, signal?: AbortSignal) {
    const response = await send(fetcher, withQuery(path, query), signal === undefined ? {} : { signal });
    return read(schema, response);
  },
  async post<Schema extends z.ZodType>(
    schema: Schema,
    path: string,
    body?: unknown,
    options: SendOptions = {},
  ) {
    return read(schema, await send(fetcher, path, writing('POST', body, options)));
  },
  async patch<Schema extends z.ZodType>(
    schema: Schema,
    path: string,
    body: unknown,
    options: SendOptions = {},
  ) {
    return read(schema, await send(fetcher, path, writing('PATCH', body, options)));
  },
  async put<Schema extends z.ZodType>(
    schema: Schema,
    path: string,
    body: unknown,
    options: SendOptions = {},
  ) {
    return read(schema, await send(fetcher, path, writing('PUT', body, options)));
  },
  async delete(path: string, options: SendOptions = {}): Promise<void> {
    await send(fetcher, path, writing('DELETE', undefined, options));
  },
});

export type Api = ReturnType<typeof api>;
