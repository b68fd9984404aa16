import { fold, termOf, wordsOf } from './words.ts';

/** A stretch of a text; all of them joined are the text. */
export interface Piece {
  text: string;
  /** One of the words looked for. */
  isHit: boolean;
}

/** The words of `text`, as written there but folded, whose stem is one of `terms`. */
export function wordsWithTerms(text: string, terms: ReadonlySet<string>): string[] {
  const found = new Set<string>();
  for (const { word } of wordsOf(text)) {
    const term = termOf(word);
    if (term !== null && terms.has(term)) found.add(fold(word));
  }
  return [...found];
}

/** Cuts a text at the words of `words` (folded, as `wordsWithTerms` gives them). */
export function highlight(text: string, words: readonly string[]): Piece[] {
  const wanted = new Set(words);
  const pieces: Piece[] = [];
  let at = 0;
  for (const { start, end, word } of wordsOf(text)) {
    if (!wanted.has(fold(word))) continue;
    if (start > at) pieces.push({ text: text.slice(at, start), isHit: false });
    pieces.push({ text: word, isHit: true });
    at = end;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), isHit: false });
  return pieces;
}
