/**
 * What people add to a tune's name when they write it down: its type ("[Jig]", "slip jig") and its key ("(Gmin)",
 * "in D"). In brackets they are notes beside the name; bare at its end they may be part of it ("Leslie's March"),
 * so the name is kept both with and without them.
 */

/** The types of thesession.org. Others ("air", "set dance") are kept as written, in lower case. */
export const TUNE_TYPES = [
  'jig',
  'reel',
  'slip jig',
  'hornpipe',
  'polka',
  'slide',
  'waltz',
  'barndance',
  'strathspey',
  'three-two',
  'mazurka',
  'march',
] as const;
export type TuneType = (typeof TUNE_TYPES)[number];

/** Spellings in the singular; the longest fitting one counts, so "slip jig" goes before "jig". */
const SPELLINGS: Readonly<Record<string, string>> = {
  jig: 'jig',
  'double jig': 'jig',
  'single jig': 'jig',
  'slip jig': 'slip jig',
  slipjig: 'slip jig',
  // thesession.org files hop jigs with the slip jigs: both are in 9/8.
  'hop jig': 'slip jig',
  reel: 'reel',
  hornpipe: 'hornpipe',
  'three two': 'three-two',
  'three two hornpipe': 'three-two',
  '3 2': 'three-two',
  '3 2 hornpipe': 'three-two',
  'triple hornpipe': 'three-two',
  polka: 'polka',
  slide: 'slide',
  waltz: 'waltz',
  barndance: 'barndance',
  'barn dance': 'barndance',
  schottische: 'barndance',
  strathspey: 'strathspey',
  mazurka: 'mazurka',
  march: 'march',
  'set dance': 'set dance',
  'long dance': 'set dance',
  'country dance': 'country dance',
  air: 'air',
  'slow air': 'air',
  'slow reel': 'reel',
  highland: 'highland',
  fling: 'highland',
  'highland fling': 'highland',
  'an dro': 'an dro',
};
/** Too often the last word of a name, or the whole of it, to be taken for a note when bare. */
const ONLY_IN_BRACKETS: ReadonlySet<string> = new Set(['an dro', '3 2']);

/** "King of Jigs": the type word belongs to what stands before it. */
const NEEDS_A_NOUN = /(?:^|\s)(?:the|a|an|of|o'|and|&|in|to|for|with|on|my|your|his|her)$/i;

/** `name` never loses its last word: a tune called "The Reel" is not an empty name of type reel. */
export interface NameWithHints {
  /** Without the notes in brackets. */
  name: string;
  /** Without a bare type or key at the end either; absent when there is none. */
  stem?: string;
  typeHint?: string;
  keyHint?: string;
}

const spelled = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

function singular(text: string): string {
  if (text.endsWith('waltzes')) return text.slice(0, -2);
  if (text.endsWith('marches')) return text.slice(0, -2);
  return text.endsWith('s') ? text.slice(0, -1) : text;
}

/** The type a text names, or null: "Slip Jigs" → "slip jig". */
export function typeOf(text: string): string | null {
  const plain = spelled(text);
  return SPELLINGS[plain] ?? SPELLINGS[singular(plain)] ?? null;
}

const MODES: readonly [RegExp, string][] = [
  [/^(?:m|min|minor)$/i, 'min'],
  [/^maj(?:or)?$/i, 'maj'],
  [/^dor(?:ian)?$/i, 'dor'],
  [/^mix(?:olydian)?$/i, 'mix'],
  [/^phr(?:ygian)?$/i, 'phr'],
  [/^lyd(?:ian)?$/i, 'lyd'],
  [/^aeo(?:lian)?$/i, 'min'],
  [/^ion(?:ian)?$/i, 'maj'],
  [/^loc(?:rian)?$/i, 'loc'],
];

/** A key as we write it ("Gmin", "Edor", "F#min", "D"), or null. A lone capital says no mode. */
export function keyOf(text: string): string | null {
  const match = /^([A-Ga-g])\s*([#♯b♭]|sharp|flat)?[\s-]*([A-Za-z]*)$/.exec(text.trim());
  if (match === null) return null;
  const [, letter = '', accidental = '', modeText = ''] = match;
  const sign = /^(?:#|♯|sharp)$/.test(accidental) ? '#' : accidental === '' ? '' : 'b';
  const tonic = letter.toUpperCase() + sign;
  if (modeText === '') return letter === letter.toUpperCase() ? tonic : null;
  const mode = MODES.find(([pattern]) => pattern.test(modeText));
  return mode === undefined ? null : tonic + mode[1];
}

type Hints = Pick<NameWithHints, 'typeHint' | 'keyHint'>;

/** The notes in one pair of brackets: "Reel, Gmin", "Jig in D". Null when any part is something else. */
function bracketed(content: string, square: boolean): Hints | null {
  const hints: Hints = {};
  const type = typeOf(content);
  if (type !== null) return { typeHint: type };
  for (const part of content.split(/\s*[,;]\s*|\s+in\s+|\s*\bin\s+/i).filter((piece) => piece !== '')) {
    const partType = typeOf(part);
    const key = keyOf(part);
    if (partType !== null) hints.typeHint = partType;
    else if (key !== null) hints.keyHint = key;
    // A short word in square brackets is a type we have no name for: "[Gavotte]".
    else if (square && /^\p{L}[\p{L} '-]{1,23}$/u.test(part)) hints.typeHint = spelled(part);
    else return null;
  }
  return Object.keys(hints).length === 0 ? null : hints;
}

function bareKey(name: string): { stem: string; key: string } | null {
  const match =
    /^(.*\S)\s+in\s+([A-G](?:\s*[#♯b♭])?(?:\s*-?\s*[A-Za-z]{1,10})?)$/.exec(name) ??
    /^(.*\S)\s+([A-G][#♯b♭]?(?:min|maj|dor|mix|phr|lyd|minor|major|dorian|mixolydian)\w*)$/.exec(name) ??
    /^(.*\S)\s+([A-G][#♯b♭]? (?:minor|major|dorian|mixolydian))$/.exec(name);
  const key = match === null ? null : keyOf(match[2] ?? '');
  return key === null ? null : { stem: match?.[1] ?? '', key };
}

function bareType(name: string): { stem: string; type: string } | null {
  const tokens = name.split(/\s+/);
  for (let count = Math.min(3, tokens.length - 1); count >= 1; count--) {
    const tail = tokens.slice(-count).join(' ');
    const type = ONLY_IN_BRACKETS.has(spelled(tail)) ? null : typeOf(tail);
    const stem = tokens
      .slice(0, -count)
      .join(' ')
      .replace(/[\s,–-]+$/, '');
    if (type !== null && stem !== '' && !NEEDS_A_NOUN.test(stem)) return { stem, type };
  }
  return null;
}

/** Splits what was typed into the name and the notes beside it. */
export function splitHints(raw: string): NameWithHints {
  let name = raw.trim();
  const hints: Hints = {};
  for (;;) {
    const match = /^(.*\S)\s*(?:\[([^[\]]*)\]|\(([^()]*)\))$/s.exec(name);
    const found = match === null ? null : bracketed(match[2] ?? match[3] ?? '', match[2] !== undefined);
    if (match === null || found === null) break;
    Object.assign(hints, { ...found, ...hints });
    name = match[1] ?? name;
  }
  const key = bareKey(name);
  const type = bareType(key?.stem ?? name);
  const stem = type?.stem ?? key?.stem;
  const typeHint = hints.typeHint ?? type?.type;
  const keyHint = hints.keyHint ?? key?.key;
  return {
    name,
    ...(stem === undefined ? {} : { stem }),
    ...(typeHint === undefined ? {} : { typeHint }),
    ...(keyHint === undefined ? {} : { keyHint }),
  };
}
