import { Overlay } from '@ensemble/shared/agenda';
import { expect, test } from 'vitest';
import { withChange } from './overlay-edit.ts';

const line = (source: string) => Overlay.parse({ kind: 'other', source, fixedMinor: 100 });
const [tips, grant, film] = [line('Tips'), line('Grant'), line('Film')];

test('a line is added, replaced or taken out of the list as it is now', () => {
  expect(withChange([tips], null, film)).toEqual([tips, film]);
  expect(withChange([grant, tips], tips, film)).toEqual([grant, film]);
  expect(withChange([grant, tips, film], tips, null)).toEqual([grant, film]);
});

test('of two that are alike one goes', () => {
  expect(withChange([tips, tips], tips, null)).toEqual([tips]);
});

test('a line that somebody else changed is not found', () => {
  expect(withChange([line('Tips and more')], tips, film)).toBeNull();
});
