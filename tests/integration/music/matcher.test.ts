import { expect, test } from 'vitest';
import { TuneIndex } from '@ensemble/shared/music/tunes';
import { fixtureTunes, matcherCases } from '../../fixtures/thesession/load.ts';

test('of what people type, at least 95 % find the right tune first', () => {
  const index = new TuneIndex(fixtureTunes());
  const cases = matcherCases();
  const misses = cases.filter(({ q, expect: ids }) => !ids.includes(index.search(q)[0]?.tune.id ?? ''));
  const rate = 1 - misses.length / cases.length;
  const list = misses.map(
    ({ q, expect: ids }) => `  ${q}: ${index.search(q)[0]?.tune.name ?? 'nothing'}, wanted ${ids.join('/')}`,
  );
  console.info(`${(rate * 100).toFixed(1)} % of ${cases.length} first; missed:\n${list.join('\n')}`);
  expect(cases.length).toBeGreaterThan(300);
  expect(rate).toBeGreaterThanOrEqual(0.95);
});
