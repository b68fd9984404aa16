import { describe, expect, test } from 'vitest';
import { highlight, wordsWithTerms } from './highlight.ts';
import { plainText } from './plain-text.ts';
import { fold, termOf, termsOf, wordsOf } from './words.ts';

describe('a word', () => {
  test.each([
    ['Facilitation', 'facilitating'],
    ['Café', 'cafe'],
    ['CAFE\u0301', 'café'],
    ['trainer’s', 'trainers'],
    ["don't knows", 'dont know'],
    ['ﬁnding', 'find'],
  ])('%s is found as %s', (one, other) => {
    expect(termsOf(one)).toEqual(termsOf(other));
    expect(termsOf(one)).not.toEqual([]);
  });

  test.each(['the', 'The', 'wouldn’t', 'a', 'x', '—', ''])('"%s" says nothing by itself', (word) => {
    expect(termsOf(word)).toEqual([]);
  });

  test('of another script or with digits stays as it is', () => {
    expect(termsOf('Обучение 2026 B2B 研修')).toEqual(['обучение', '2026', 'b2b', '研修']);
  });

  test('is one where it stands, with its place', () => {
    const text = 'Well — “Ask, don’t tell”!';
    const words = [...wordsOf(text)];
    expect(words.map(({ word }) => word)).toEqual(['Well', 'Ask', 'don’t', 'tell']);
    for (const { start, end, word } of words) expect(text.slice(start, end)).toBe(word);
  });

  test('that is endless is cut, not refused', () => {
    expect(termOf('x'.repeat(10_000))?.length).toBeLessThanOrEqual(40);
    expect(fold('Ab')).toBe('ab');
  });
});

describe('marking what was looked for', () => {
  const text = 'Facilitators facilitate; a café for facilitation.';
  test('marks the words with the stems, whatever their ending', () => {
    const words = wordsWithTerms(text, new Set(termsOf('facilitating CAFE')));
    expect(words.sort()).toEqual(['cafe', 'facilitate', 'facilitation', 'facilitators']);
    const pieces = highlight(text, words);
    expect(pieces.map((piece) => piece.text).join('')).toBe(text);
    expect(pieces.filter(({ isHit }) => isHit).map((piece) => piece.text)).toEqual([
      'Facilitators',
      'facilitate',
      'café',
      'facilitation',
    ]);
  });

  test('marks nothing where nothing is wanted', () => {
    expect(highlight(text, [])).toEqual([{ text, isHit: false }]);
    expect(highlight('', ['a'])).toEqual([]);
  });
});

describe('Markdown read as plain text', () => {
  test.each([
    ['Say *what* you **saw**, not `why`.', 'Say what you saw, not why.'],
    ['See [the guide](https://example.org/a) now', 'See the guide now'],
    ['![A circle](circle.png)', 'A circle'],
    ['> Quoted\n> twice', 'Quoted\ntwice'],
    ['* one\n+ two\n1. three', '- one\n- two\n1. three'],
    ['2 * 3 * 4 and snake_case_name', '2 * 3 * 4 and snake_case_name'],
    ['***\nafter', 'after'],
    ['```js\ncode\n```', 'code'],
    ['1\\. not a list', '1. not a list'],
  ])('%s', (markdown, plain) => {
    expect(plainText(markdown)).toBe(plain);
  });
});
