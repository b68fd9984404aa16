import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { api, withQuery, type Fetch } from './client.ts';
import { ApiProblem } from './problem.ts';

/** Answers every call with `answer` and keeps what was asked. */
function recorder(answer: () => Response | Promise<Response>) {
  const calls: Request[] = [];
  const fetcher: Fetch = async (input, init) => {
    calls.push(
      new Request(new URL(input instanceof Request ? input.url : input, 'http://ensemble.test'), init),
    );
    return answer();
  };
  return { calls, client: api(fetcher) };
}

const refused = (body: unknown, status: number) => () =>
  Response.json(body, { status, headers: { 'content-type': 'application/problem+json' } });

const Tune = z.object({ name: z.string() });

describe('the API client', () => {
  test('gives what the schema reads, and drops the rest', async () => {
    const { client } = recorder(() => Response.json({ name: 'The Kesh', secret: 1 }));
    expect(await client.get(Tune, '/api/tunes/1')).toEqual({ name: 'The Kesh' });
  });

  test('a query leaves out what is not set', () => {
    expect(withQuery('/api/tunes', { q: 'bán & co', limit: 5, sessionId: undefined, cursor: null })).toBe(
      '/api/tunes?q=b%C3%A1n+%26+co&limit=5',
    );
  });

  test('a POST carries JSON and its own key; a given key is kept', async () => {
    const { calls, client } = recorder(() => Response.json({ name: 'x' }, { status: 201 }));
    await client.post(Tune, '/api/a', { name: 'x' });
    await client.post(Tune, '/api/a', { name: 'x' });
    await client.post(Tune, '/api/a', { name: 'x' }, { idempotencyKey: 'mine' });
    const keys = calls.map((call) => call.headers.get('idempotency-key'));
    expect(keys[0]).not.toBe(keys[1]);
    expect(keys[2]).toBe('mine');
    expect(calls[0]?.headers.get('content-type')).toBe('application/json');
  });

  test('a refusal is a problem with its code, words, fields and further members', async () => {
    const { client } = recorder(
      refused(
        {
          type: 'about:blank',
          title: 'Invalid',
          status: 422,
          code: 'invalid',
          detail: 'name is missing',
          errors: [{ path: 'name', message: 'must not be empty' }],
          left: 2,
        },
        422,
      ),
    );
    const problem = await client.post(Tune, '/api/a', {}).catch((thrown: unknown) => thrown);
    expect(problem).toBeInstanceOf(ApiProblem);
    expect(problem).toMatchObject({
      status: 422,
      code: 'invalid',
      detail: 'name is missing',
      fields: [{ path: 'name', message: 'must not be empty' }],
      details: { left: 2 },
      retryable: false,
    });
  });

  test('no connection is a problem that may be tried again', async () => {
    const { client } = recorder(() => Promise.reject(new TypeError('fetch failed')));
    await expect(client.get(Tune, '/api/a')).rejects.toMatchObject({ code: 'network', retryable: true });
  });

  test('an answer of the wrong shape is refused rather than drawn', async () => {
    const { client } = recorder(() => Response.json({ title: 'The Kesh' }));
    await expect(client.get(Tune, '/api/a')).rejects.toMatchObject({ code: 'unexpected-answer' });
  });

  test("better-auth's own errors keep their words and code", async () => {
    const { client } = recorder(
      refused({ code: 'INVALID_EMAIL_OR_PASSWORD', message: 'Invalid email or password' }, 401),
    );
    await expect(client.post(Tune, '/api/auth/sign-in/email', {})).rejects.toMatchObject({
      status: 401,
      code: 'INVALID_EMAIL_OR_PASSWORD',
      detail: 'Invalid email or password',
    });
  });
});
