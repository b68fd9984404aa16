import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createEmbedder, createLlm, LlmError, type LlmProvider } from '../../../server/src/llm/index.ts';
import { type Asked, failing, fenced, LlmStub, truncated } from '../../support/llm-stub.ts';

/** The port to language models against a real endpoint that misbehaves in every way seen in the wild. */

const Answer = z.object({ title: z.string(), minutes: z.number() });
const GOOD = { title: 'Warm-up', minutes: 10 };
const good = JSON.stringify(GOOD);

let stub: LlmStub;
let llm: LlmProvider;
const connect = (timeoutMs = 10_000): LlmProvider => {
  const provider = createLlm({
    baseUrl: stub.baseUrl,
    apiKey: LlmStub.key,
    model: 'stub-model',
    timeoutMs,
    embeddingsModel: undefined,
  });
  if (!provider) throw new Error('there is an endpoint');
  return provider;
};
const ask = (
  provider = llm,
  more: { signal?: AbortSignal; check?: (answer: typeof GOOD) => string[] } = {},
) =>
  provider.object({
    name: 'warm_up',
    schema: Answer,
    system: 'Be brief.',
    prompt: 'A warm-up, please.',
    ...more,
  });
const failureOf = async (asking: Promise<unknown>): Promise<LlmError> => {
  const error: unknown = await asking.then(
    (answer) => new Error(`answered ${JSON.stringify(answer)}`),
    (reason: unknown) => reason,
  );
  if (error instanceof LlmError) return error;
  throw error;
};
const waysAsked = (): Asked['by'][] => stub.asked.map(({ by }) => by);

beforeAll(async () => {
  stub = await LlmStub.start();
});
beforeEach(() => {
  stub.reset();
  stub.script = () => ({ say: good });
  llm = connect();
});
afterAll(() => stub.close());

describe('how it is asked', () => {
  test('by schema, with the key, and with the form of the answer in the prompt', async () => {
    expect(await ask()).toEqual(GOOD);
    expect(waysAsked()).toEqual(['schema']);
    expect(stub.asked[0]).toMatchObject({ model: 'stub-model', authorization: `Bearer ${LlmStub.key}` });
    expect(stub.asked[0]?.text).toContain('"minutes"');
  });

  test('a server that refuses schemas is asked in JSON mode, and at once the next time', async () => {
    stub.refuses.add('schema');
    expect(await ask()).toEqual(GOOD);
    expect(await ask()).toEqual(GOOD);
    expect(waysAsked()).toEqual(['schema', 'json', 'json']);
  });

  test('a server that refuses both is asked by the prompt alone', async () => {
    stub.refuses = new Set(['schema', 'json']);
    expect(await ask()).toEqual(GOOD);
    expect(waysAsked()).toEqual(['schema', 'json', 'prompt']);
  });

  test('a server that refuses everything says so, without its words', async () => {
    stub.refuses = new Set(['schema', 'json', 'prompt']);
    const failure = await failureOf(ask());
    expect(failure).toMatchObject({ failure: 'refused', status: 400 });
    expect(JSON.stringify(failure) + failure.message).not.toContain('response_format');
  });
});

describe('what is read', () => {
  test.each([
    ['fences and chatter', fenced(good)],
    ['thoughts before it', { say: `<think>{"title": maybe}</think>${good}` }],
    ['a trailing comma and a comment', { say: `{"title": "Warm-up", /* short */ "minutes": 10,}` }],
    ['single quotes', { say: `{'title': 'Warm-up', 'minutes': 10}` }],
    [
      'braces within texts',
      { say: `Sure! {"title": "Warm-up", "minutes": 10, "note": "a } and a \\" and {"}` },
    ],
  ])('%s', async (_what, reply) => {
    stub.script = () => reply;
    expect(await ask()).toEqual(GOOD);
    expect(stub.asked).toHaveLength(1);
  });
});

describe('one repair try', () => {
  test('quotes what was wrong, and the answer', async () => {
    stub.script = ({ number }) => ({ say: number === 0 ? '{"title": "Warm-up", "minutes": "ten"}' : good });
    expect(await ask()).toEqual(GOOD);
    expect(stub.asked).toHaveLength(2);
    expect(stub.asked[1]?.messages.at(-2)).toEqual({
      role: 'assistant',
      content: '{"title": "Warm-up", "minutes": "ten"}',
    });
    expect(stub.asked[1]?.messages.at(-1)?.content).toContain('minutes: ');
  });

  test('and no more than one', async () => {
    stub.script = () => ({ say: '{"title": 4}' });
    const failure = await failureOf(ask());
    expect(failure.failure).toBe('unusable');
    expect(failure.issues.join()).toContain('title');
    expect(stub.asked).toHaveLength(2);
  });

  test('what the schema cannot say is judged the same way', async () => {
    const check = ({ minutes }: typeof GOOD) => (minutes === 20 ? [] : ['minutes: must be 20']);
    stub.script = ({ number }) => ({ say: JSON.stringify({ ...GOOD, minutes: number === 0 ? 10 : 20 }) });
    expect(await ask(llm, { check })).toEqual({ ...GOOD, minutes: 20 });
    expect(stub.asked[1]?.messages.at(-1)?.content).toContain('minutes: must be 20');
  });

  test.each(['length', 'stop'] as const)(
    'an answer cut off, ended by "%s", is never mended into a whole one',
    async (finish) => {
      stub.script = () => truncated(JSON.stringify({ minutes: 10, title: 'Warm-up that goes on' }), finish);
      expect((await failureOf(ask())).failure).toBe('cut-off');
      expect(stub.asked).toHaveLength(2);
      expect(stub.asked[1]?.messages.at(-1)?.content).toContain('briefer');
    },
  );

  test('a whole answer that ended by length is refused too: nobody knows what is missing', async () => {
    stub.script = ({ number }) => ({ say: good, finish: number === 0 ? 'length' : 'stop' });
    expect(await ask()).toEqual(GOOD);
    expect(stub.asked).toHaveLength(2);
  });

  test.each([
    ['no JSON at all', { say: 'I would rather not.' }, 'unusable'],
    ['nothing', { say: '' }, 'unusable'],
    ['an array', { say: '[1, 2]' }, 'unusable'],
    ['a withheld answer', { say: '', finish: 'content_filter' as const }, 'withheld'],
  ])('%s is a failure', async (_what, reply, failure) => {
    stub.script = () => reply;
    expect((await failureOf(ask())).failure).toBe(failure);
    expect(stub.asked).toHaveLength(2);
  });
});

describe('endpoints that fail', () => {
  test.each([429, 500, 503])('%i is tried again by and by', async (status) => {
    stub.script = ({ number }) => (number < 2 ? failing(status) : { say: good });
    expect(await ask()).toEqual(GOOD);
    expect(stub.asked).toHaveLength(3);
  });

  test.each([
    [429, 'too-many'],
    [500, 'unreachable'],
    [401, 'refused'],
    [404, 'refused'],
  ])('%i for good is "%s"', async (status, failure) => {
    stub.script = () => failing(status);
    expect(await failureOf(ask())).toMatchObject({ failure, status });
    expect(stub.asked).toHaveLength(status === 429 || status === 500 ? 3 : 1);
  });

  test.each(['at-once', 'after-headers'] as const)('one that hangs %s is given up', async (hang) => {
    stub.script = () => ({ hang });
    expect((await failureOf(ask(connect(150)))).failure).toBe('timed-out');
    expect(stub.asked).toHaveLength(1);
  });

  test('whoever asks may call it off', async () => {
    stub.script = () => ({ hang: 'at-once' });
    const caller = new AbortController();
    const asking = failureOf(ask(llm, { signal: caller.signal }));
    await stub.wasAsked(1);
    caller.abort();
    expect((await asking).failure).toBe('aborted');
  });

  test('an HTML page, an empty object and a huge answer are failures, not crashes', async () => {
    stub.script = ({ number }) => ({
      status: 200,
      headers: number === 0 ? { 'content-type': 'text/html' } : {},
      body:
        number === 0 ? '<html>Bad gateway</html>' : number === 1 ? {} : { x: 'y'.repeat(9 * 1024 * 1024) },
    });
    for (let times = 0; times < 3; times++) expect(await failureOf(ask())).toBeInstanceOf(LlmError);
    expect(stub.asked.length).toBeGreaterThanOrEqual(3);
  });

  test('nobody there', async () => {
    const nobody = createLlm({
      baseUrl: 'http://127.0.0.1:1/v1',
      apiKey: undefined,
      model: 'm',
      timeoutMs: 150,
      embeddingsModel: undefined,
    });
    expect(['unreachable', 'timed-out']).toContain((await failureOf(ask(nobody as LlmProvider))).failure);
  });

  test('the key is in no failure', async () => {
    stub.script = () => ({ status: 401, body: { error: { message: `bad key ${LlmStub.key}` } } });
    const failure = await failureOf(ask());
    const told = `${failure.message} ${failure.stack} ${JSON.stringify(failure)} ${String(failure.cause)}`;
    expect(told).not.toContain(LlmStub.key);
  });
});

describe('embeddings', () => {
  const embedder = () =>
    createEmbedder({
      baseUrl: stub.baseUrl,
      apiKey: LlmStub.key,
      model: 'stub-model',
      timeoutMs: 5_000,
      embeddingsModel: 'stub-embeddings',
    });

  test('one vector a text, in their order', async () => {
    const vectors = await embedder()?.embed(['aaa', 'bbb']);
    expect(vectors).toHaveLength(2);
    expect(vectors?.[0]?.[0]).toBeGreaterThan(3);
    expect(vectors?.[1]?.[1]).toBeGreaterThan(3);
    expect(stub.embedded).toEqual([['aaa', 'bbb']]);
  });

  test('many are asked for in parts', async () => {
    const texts = Array.from({ length: 130 }, (_, index) => `text ${index}`);
    expect(await embedder()?.embed(texts)).toHaveLength(130);
    expect(stub.embedded.map(({ length }) => length)).toEqual([64, 64, 2]);
    expect(stub.embedded.flat()).toEqual(texts);
  });

  test('none without a model of embeddings', () => {
    expect(createEmbedder(undefined)).toBeNull();
    expect(createLlm(undefined)).toBeNull();
  });
});
