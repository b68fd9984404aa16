import { fold, wordsOf } from '../search/words.ts';

/** The readable words of a section's description. For counting and comparing; it is no sanitiser. */

const BLOCK = /<\/?(?:p|h[1-6]|ul|ol|li|blockquote|pre|hr|div|br)\b[^>]*>/gi;
const TAG = /<[^>]*>/g;
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

const decodeEntity = (whole: string, code: string): string => {
  if (!code.startsWith('#')) return NAMED[code.toLowerCase()] ?? whole;
  const hex = code[1] === 'x' || code[1] === 'X';
  const point = parseInt(code.slice(hex ? 2 : 1), hex ? 16 : 10);
  return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole;
};

/** Blocks are lines; runs of space are one; entities are read. */
export function descriptionText(html: string): string {
  return html
    .replace(BLOCK, '\n')
    .replace(TAG, '')
    .replace(/&(#?\w+);/g, decodeEntity)
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n[ \n]*/g, '\n')
    .trim();
}

/** Words in order, in one spelling each: lower case, without accents and marks. */
export const wordList = (text: string): string[] =>
  [...wordsOf(text)].map(({ word }) => fold(word)).filter((word) => word !== '');
