import { expect, test } from 'vitest';
import { ApiProblem, networkProblem } from '#lib/api/problem.ts';
import { Intent } from './intent.ts';

test('one intent has one key, however often it is asked for', () => {
  const intent = new Intent();
  expect(intent.key).toMatch(/^[0-9a-f-]{32,36}$/);
  expect(intent.key).toBe(intent.key);
});

test('a lost answer keeps the key; an answer ends it', () => {
  const intent = new Intent();
  const { key } = intent;
  intent.failed(networkProblem(new Error('gone')));
  intent.failed(new ApiProblem(503, 'unavailable', 'Busy.'));
  intent.failed(new ApiProblem(409, 'request-in-progress', 'Running.'));
  expect(intent.key).toBe(key);
  expect(intent.isUnheard).toBe(true);
  intent.done();
  expect(intent.isUnheard).toBe(false);
  expect(intent.key).not.toBe(key);
});

test('a refusal is an answer, which the server would repeat to the same key', () => {
  const intent = new Intent();
  const { key } = intent;
  intent.failed(new ApiProblem(409, 'seats-unavailable', 'None left.'));
  expect(intent.key).not.toBe(key);
});
