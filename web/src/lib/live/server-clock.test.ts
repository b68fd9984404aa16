import { expect, test } from 'vitest';
import { skewOf } from './server-clock.svelte.ts';

test('a device that is minutes off is put right; one that is nearly right is left alone', () => {
  const sent = Date.parse('2026-11-20T18:00:00Z');
  const header = (ms: number) => new Date(ms).toUTCString();
  expect(skewOf(header(sent + 300_000), sent, sent + 100)).toBe(300_450);
  expect(skewOf(header(sent), sent, sent + 100)).toBe(0);
  expect(skewOf(null, sent, sent)).toBe(0);
  expect(skewOf('nonsense', sent, sent)).toBe(0);
});
