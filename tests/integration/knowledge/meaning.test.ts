import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';
import { foundBy } from '../../support/knowledge.ts';
import type { Person } from '../../support/person.ts';

/** An embeddings endpoint that knows three subjects, and can be made to fail or to say nothing. */
const SUBJECTS = [/dog|puppy|hound/i, /boat|ship|sailing/i, /bread|loaf|baking/i];
const state = { mode: 'answer' as 'answer' | 'fail' | 'hang', asked: 0 };
let endpoint: Server;
let app: TestApp;
let ada: Person;
let ben: Person;

const vectorOf = (text: string): number[] => [
  ...SUBJECTS.map((subject) => (subject.test(text) ? 1 : 0)),
  0.1,
];

beforeAll(async () => {
  endpoint = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      state.asked++;
      if (state.mode === 'hang') return;
      response.setHeader('content-type', 'application/json');
      if (state.mode === 'fail') {
        response.statusCode = 400;
        response.end('{"error":{"message":"made to fail"}}');
        return;
      }
      const { input } = JSON.parse(Buffer.concat(parts).toString('utf8')) as { input: string[] };
      const data = input.map((text, index) => ({ object: 'embedding', index, embedding: vectorOf(text) }));
      response.end(JSON.stringify({ object: 'list', data, model: 'subjects', usage: { prompt_tokens: 1 } }));
    });
  });
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
  const { port } = endpoint.address() as AddressInfo;
  app = await startApp({
    settings: {
      LLM_BASE_URL: `http://127.0.0.1:${port}/v1`,
      LLM_MODEL: 'none',
      EMBEDDINGS_MODEL: 'subjects',
    },
  });
  ada = await app.signUp('Ada');
  ben = await app.signUp('Ben');
  const texts = {
    Kennel: 'A puppy sleeps here.',
    Harbour: 'The boat leaves at noon.',
    Oven: 'A loaf cools.',
  };
  for (const [title, text] of Object.entries(texts)) await ada.post('/api/knowledge', { title, text });
});
afterAll(async () => {
  await app.close();
  endpoint.closeAllConnections();
  endpoint.close();
});

test('with an endpoint a text is found by what it means, beside what it says', async () => {
  // Vectors are made beside everything else, all of them in one go.
  await expect.poll(() => foundBy(ada, 'hound'), { timeout: 10_000 }).toEqual(['Kennel']);
  await expect.poll(() => foundBy(ada, 'baking'), { timeout: 10_000 }).toEqual(['Oven']);
  expect(await foundBy(ada, 'sailing')).toEqual(['Harbour']);
  const both = await foundBy(ada, 'a loaf on a ship');
  expect(both[0]).toBe('Oven');
  expect([...both].sort()).toEqual(['Harbour', 'Oven']);
});

test('what is near to nothing is answered by nothing, and what is private stays so', async () => {
  expect(await foundBy(ada, 'quarterly tax return')).toEqual([]);
  expect(await foundBy(ben, 'hound')).toEqual([]);
});

test('an endpoint that fails leaves the words', async () => {
  state.mode = 'fail';
  expect(await foundBy(ada, 'puppy')).toEqual(['Kennel']);
  expect(await foundBy(ada, 'hound')).toEqual([]);
  const made = await ada.post('/api/knowledge', { title: 'Late', text: 'A hound comes late.' });
  expect(made.status).toBe(201);
  expect(await foundBy(ada, 'hound')).toEqual(['Late']);
  state.mode = 'answer';
});

test('one that hangs is not waited for', async () => {
  state.mode = 'hang';
  expect(await foundBy(ada, 'puppy')).toEqual(['Kennel']);
  state.mode = 'answer';
});
