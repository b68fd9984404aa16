/**
 * One key for the many ways a tune's name is written. Two names are the same name when their keys are equal.
 *
 * The rules, in order:
 *  1. Unicode: NFKD, accents off; a dotted consonant of the old Irish script is the modern one with h (ċ → ch);
 *     zero-width and control characters off; letters that do not decompose by table (ø → o, ı → i).
 *  2. An article after a comma goes back to the front ("Phis Fhliuch, An" → "An Phis Fhliuch"); English "the" and
 *     "a" are then dropped from the front. "An" stays: it is as often the Irish article, or Breton ("An Dro"), and
 *     two different tunes may differ by it. `withoutArticle` gives the shorter form where that is wanted.
 *  3. "#1", "No. 1", "N°1", "number one" are all "one"; 0–20 are written as words, so that "12 Pins" and "Twelve
 *     Pins" are one name.
 *  4. "&", "+", "'n'" are "and"; "St" before another word is "saint".
 *  5. Apostrophes of every kind vanish, "Hayes's" is "Hayes'"; all other punctuation is a space.
 * A name made of nothing but what these rules remove ("!!!", an emoji) is kept as it was written, in lower case:
 * only a blank name has an empty key.
 */

const APOSTROPHES = /['’‘‛ʼʻʹ´`′＇\u0091\u0092]/g;
const INVISIBLE = /\p{Cf}|\p{Variation_Selector}|[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/gu;
const DOTTED = /([bcdfgmpst])\u0307/g;
const MARKS = /[\u0300-\u036F]/g;
const NUMBER_SIGN = /(?:#|\b(?:nos?|nr|num|number)\b\s*[.:]?|\bn\s*[°º])\s*(?=\d)/g;
/** A comma article may be followed by a number or a bracket: "Ballydesmond, The #1". */
const COMMA_ARTICLE = /,\s*(the|a|an|na|le|la|les|der|die|das|el)(?=\s*\.?\s*(?:$|#|\d|[([]|no\b|number\b))/;

const LETTERS: Readonly<Record<string, string>> = {
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ß: 'ss',
  ı: 'i',
  ǥ: 'g',
  '⁊': ' and ',
};
const LETTER = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'g');

const NUMBER_WORDS = (
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen ' +
  'seventeen eighteen nineteen twenty'
).split(' ');
const IS_NUMBER_WORD: ReadonlySet<string> = new Set(NUMBER_WORDS);

function words(text: string): string[] {
  const tokens = text.split(/[^\p{L}\p{N}\p{M}]+/u).filter((token) => token !== '');
  const result: string[] = [];
  for (const [i, token] of tokens.entries()) {
    const next = tokens[i + 1];
    const number = /^\d{1,2}$/.test(token) ? NUMBER_WORDS[Number(token)] : undefined;
    if (number !== undefined) result.push(number);
    else if (token === 'st' && next !== undefined) result.push('saint');
    else if (token === 'n' && i > 0 && next !== undefined) result.push('and');
    else if (token !== 'number' || next === undefined || !isNumber(next)) result.push(token);
  }
  return result;
}

const isNumber = (token: string): boolean => IS_NUMBER_WORD.has(token) || /^\d+$/.test(token);

/** "A" before a single letter is an initial ("A. A. Cameron's"), not an article. */
function dropArticles(tokens: readonly string[]): readonly string[] {
  let start = 0;
  for (;;) {
    const [first, second] = [tokens[start], tokens[start + 1]];
    if (second === undefined) break;
    if (first !== 'the' && !(first === 'a' && second.length > 1)) break;
    start += 1;
  }
  return tokens.slice(start);
}

function normaliseOnce(raw: string): string {
  const plain = raw
    .replace(APOSTROPHES, "'")
    .replace(INVISIBLE, '')
    .toLowerCase()
    .normalize('NFKD')
    .replace(APOSTROPHES, "'")
    .replace(DOTTED, '$1h')
    .replace(MARKS, '')
    .replace(LETTER, (letter) => LETTERS[letter] ?? letter)
    .trim();
  const fronted = plain.replace(COMMA_ARTICLE, '');
  const article = COMMA_ARTICLE.exec(plain)?.[1];
  const spelled = `${article === undefined ? '' : `${article} `}${fronted}`
    .replace(NUMBER_SIGN, ' ')
    .replace(/[&+]/g, ' and ')
    .replace(/s's(?![\p{L}\p{N}])/gu, 's')
    .replace(/'/g, '');
  const key = dropArticles(words(spelled)).join(' ');
  return key !== '' ? key : raw.replace(INVISIBLE, '').toLowerCase().replace(/\s+/g, ' ').trim();
}

/** The key of a name. Applying it to a key gives that key again; empty only for a blank name. */
export function normaliseName(raw: string): string {
  let key = normaliseOnce(raw);
  // One rule may uncover work for another ("The A Cappella"); a handful of rounds reaches the fixed point.
  for (let round = 0; round < 8; round++) {
    const again = normaliseOnce(key);
    if (again === key) break;
    key = again;
  }
  return key;
}

/** A key without an article that may or may not be one ("an phis fhliuch" → "phis fhliuch"); null without one. */
export function withoutArticle(key: string): string | null {
  const match = /^(?:an|na|le|la|les) (?=.{3})(.+)$/.exec(key);
  return match?.[1] ?? null;
}

/** The name as a reader wants it: "Kesh, The" → "The Kesh". Everything else stays as written. */
export function displayName(name: string): string {
  const match = /^(.*\S)\s*,\s*(The|An?|Na|Le|La|Les)$/i.exec(name.trim());
  return match === null ? name.trim() : `${match[2]} ${match[1]}`;
}
