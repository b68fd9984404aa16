import { expect, test } from 'vitest';
import { partnerNames } from './words.ts';

test('partners are named', () => {
  expect(
    partnerNames({ partners: ['Tiles & Co', { name: 'Adega', role: 'winery' }, { role: 'x' }, 3] }),
  ).toEqual(['Tiles & Co', 'Adega']);
  expect(partnerNames({})).toEqual([]);
});
