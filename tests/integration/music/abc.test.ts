import abcjs from 'abcjs';
import { expect, test } from 'vitest';
import { incipit, toAbc } from '@ensemble/shared/music/tunes';
import { fixtureText } from '../../fixtures/thesession/load.ts';

const oddities = JSON.parse(fixtureText('abc-oddities.json')) as { id: string; abc: string }[];

test.each(oddities)('$id becomes one tune that can be drawn', ({ id, abc }) => {
  const whole = toAbc({ title: 'A tune', type: 'reel', key: 'Edorian', abc });
  const tunes = abcjs.parseOnly(whole);
  expect(tunes).toHaveLength(1);
  expect(tunes[0]?.warnings ?? [], whole).toEqual([]);
  expect(tunes[0]?.lines.some((line) => line.staff !== undefined)).toBe(true);
  expect(incipit(abc) === '').toBe(id === 'empty');
  expect(abcjs.parseOnly(toAbc({ title: '', type: null, key: null, abc: incipit(abc) }))).toHaveLength(1);
});
