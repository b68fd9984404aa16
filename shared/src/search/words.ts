import { stemmer } from 'stemmer';
import { STOP_WORDS } from './stop-words.ts';

/** A word as it stands in a text: `text.slice(start, end)`. */
export interface Word {
  start: number;
  end: number;
  word: string;
}

/** Letters and digits of any script with their accents; an apostrophe only between letters. */
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:['’]\p{L}[\p{L}\p{M}]*)*/gu;
/** Beyond any word people look for: a line of base64, say. */
const TERM_MAX = 40;

export function* wordsOf(text: string): Generator<Word> {
  for (const match of text.matchAll(WORD)) {
    yield { start: match.index, end: match.index + match[0].length, word: match[0] };
  }
}

/** One spelling for all that differ by case, accents, width, apostrophes or a possessive ending. */
export const fold = (word: string): string =>
  word
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’]s$/, '')
    .replace(/['’]/g, '');

/** What a word is indexed and looked for as: its stem. Null for words that say nothing by themselves. */
export function termOf(word: string): string | null {
  const folded = fold(word).slice(0, TERM_MAX);
  if (STOP_WORDS.has(folded) || /^\p{L}$/u.test(folded) || folded === '') return null;
  return /^[a-z]+$/.test(folded) ? stemmer(folded) : folded;
}

/** The distinct terms of a text, in the order of their first word. */
export function termsOf(text: string): string[] {
  const terms = new Set<string>();
  for (const { word } of wordsOf(text)) {
    const term = termOf(word);
    if (term !== null) terms.add(term);
  }
  return [...terms];
}
