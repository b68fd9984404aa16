import { expect, test } from 'vitest';
import { patchOf } from './details.ts';

test('only what changed is sent; what else is noted stays noted', () => {
  expect(patchOf({ title: 'Harbour walk' }, { guidePrimaryId: 'a' })).toEqual({ title: 'Harbour walk' });
  expect(
    patchOf({ seasonMode: '', storyFocus: 'boats' }, { guidePrimaryId: 'a', seasonMode: 'autumn' }),
  ).toEqual({
    data: { guidePrimaryId: 'a', seasonMode: null, storyFocus: 'boats' },
  });
});
