import { expect, test } from 'vitest';
import { backoffMs } from './backoff.ts';

const options = { firstMs: 400, maxMs: 15_000 };

test('waits double, stay within the limit, and are spread over half of each step', () => {
  expect(backoffMs(0, 0, options)).toBe(200);
  expect(backoffMs(0, 0.999_999, options)).toBe(400);
  expect(backoffMs(3, 0.5, options)).toBe(2400);
  for (const attempt of [10, 100, 10_000]) {
    expect(backoffMs(attempt, 0.999_999, options)).toBe(15_000);
    expect(backoffMs(attempt, 0, options)).toBe(7500);
  }
});
