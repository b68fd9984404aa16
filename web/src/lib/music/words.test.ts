import { expect, test } from 'vitest';
import { keyWords, placeWords } from './words.ts';

test('keys are said as musicians say them, and odd ones left alone', () => {
  expect(keyWords('Edor')).toBe('E dorian');
  expect(keyWords('Bbmajor')).toBe('Bb major');
  expect(keyWords('F#min')).toBe('F# minor');
  expect(keyWords('G')).toBe('G');
  expect(keyWords('HP')).toBe('HP');
});

test('places are said plainly', () => {
  expect(placeWords('The Cobblestone', null, '', 'Dublin')).toBe('The Cobblestone, Dublin');
});
