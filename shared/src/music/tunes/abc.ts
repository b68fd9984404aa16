import { keyOf } from './hints.ts';

/**
 * ABC notation as people typed it into thesession.org (and pasted it from elsewhere), made into ABC that a drawing
 * library reads as one tune. Notation: the ABC standard 2.1, abcnotation.com/wiki/abc:standard:v2.1.
 */

export interface CleanAbc {
  /** Music lines only; "" where there was none. */
  body: string;
  /** What a pasted header said, where it said it. */
  meter?: string;
  unit?: string;
  key?: string;
}

/** Decorations that are written between exclamation marks; any other "!" was a line break in older dumps. */
const DECORATION =
  /^(?:trill[()]?|lowermordent|uppermordent|mordent|pralltriller|roll|turnx?|invertedturnx?|arpeggio|[><]|>[()]|<[()]|accent|emphasis|fermata|invertedfermata|tenuto|[0-5]|\+|plus|snap|slide|wedge|upbow|downbow|open|thumb|breath|p{1,4}|m[pf]|f{2,4}|sfz|crescendo[()]|diminuendo[()]|segno|coda|D\.S\.|D\.C\.|dacoda|dacapo|fine|shortphrase|mediumphrase|longphrase|staccato|marcato|tremolo|\/{1,4})$/;

function breakAtBangs(text: string): string {
  return text.replace(/!([^!\s|]{1,16})!|!/g, (whole, name: string | undefined) =>
    name === undefined ? '\n' : DECORATION.test(name) ? whole : `\n${name}\n`,
  );
}

/** Applies `change` to the music and leaves quoted chords and annotations alone. An odd last quote is dropped. */
function outsideQuotes(line: string, change: (music: string) => string): string {
  const parts = line.split('"');
  if (parts.length % 2 === 0) parts.splice(-2, 2, parts.slice(-2).join(' '));
  return parts.map((part, i) => (i % 2 === 0 ? change(part) : part)).join('"');
}

const cleanMusic = (music: string): string =>
  music
    .replace(/%.*$/, '')
    .replace(/\\[ \t]?/g, ' ')
    .replace(/[;*]/g, '')
    // An accidental needs a note: rests and spacers have none.
    .replace(/[_^=]+(?=[zxyZX])/g, '');

/** A field at the start of a line ("K:Amix"); not a note before a repeat sign ("A:|"). */
const FIELD = /^([A-Za-z]):(?![|:\]])\s*(.*)$/;
/** Fields whose value ends before the music that was typed on the same line. */
const VALUES: Readonly<Record<string, RegExp>> = {
  M: /^(C\||C(?![A-Ga-g\d])|\d{1,2}\/\d{1,2}|none)\s*(.*)$/,
  L: /^(\d{1,2}\/\d{1,2})\s*(.*)$/,
  K: /^([A-G][#b]?\s*(?:maj(?:or)?|min(?:or)?|m|dor(?:ian)?|mix(?:olydian)?|phr(?:ygian)?|lyd(?:ian)?|aeo(?:lian)?|ion(?:ian)?)?)(?![A-Za-z])\s*(.*)$/i,
};

interface Field {
  letter: string;
  value: string;
  /** Music on the same line. */
  rest: string;
}

function fieldOf(line: string): Field | null {
  const match = FIELD.exec(line);
  if (match === null) return null;
  const [, letter = '', text = ''] = match;
  const split = VALUES[letter]?.exec(text);
  if (split !== null && split !== undefined)
    return { letter, value: split[1]?.trim() ?? '', rest: split[2] ?? '' };
  return { letter, value: text.trim(), rest: '' };
}

/** Fields that change the music on its way; all others (titles, sources, lyrics, numbers) are left out. */
const INLINE = new Set(['K', 'M', 'L', 'P']);

/** Cleans any text that should be ABC. Never throws; text without music has an empty body. */
export function cleanAbc(raw: string): CleanAbc {
  const header: Omit<CleanAbc, 'body'> = {};
  const lines: string[] = [];
  const text = raw
    .replace(/[\p{Cf}\u0000-\u0008\u000B-\u000C\u000E-\u001F\u007F]/gu, '')
    .replace(/\\[ \t]*\r?\n/g, ' ');
  for (const rawLine of text.split(/\r\n|\r|\n/).flatMap((line) => breakAtBangs(line).split('\n'))) {
    const line = rawLine.trim();
    if (line === '' || line.startsWith('%')) continue;
    const field = fieldOf(line);
    if (field === null) {
      lines.push(line);
      continue;
    }
    const { letter, value, rest } = field;
    const key = letter === 'K' ? (keyOf(value) ?? null) : null;
    if (lines.length === 0) {
      if (letter === 'M') header.meter = value;
      if (letter === 'L' && VALUES.L?.test(value) === true) header.unit = value;
      if (key !== null) header.key = key;
    } else if (INLINE.has(letter) && value !== '' && (letter !== 'K' || key !== null)) {
      lines.push(`[${letter}:${(key ?? value).replace(/[[\]]/g, '')}]`);
    }
    if (rest !== '') lines.push(rest);
  }
  const body = lines
    .map((line) => outsideQuotes(line, cleanMusic).trim())
    // What cleaning uncovers must not be taken for a field either.
    .filter((line) => line !== '' && !FIELD.test(line));
  return { ...header, body: body.join('\n') };
}

const METERS: Readonly<Record<string, string>> = {
  jig: '6/8',
  reel: '4/4',
  'slip jig': '9/8',
  hornpipe: '4/4',
  polka: '2/4',
  slide: '12/8',
  waltz: '3/4',
  barndance: '4/4',
  strathspey: '4/4',
  'three-two': '3/2',
  mazurka: '3/4',
  march: '4/4',
};

/** The meter of a tune type; null for types that have no one meter. */
export const meterOf = (type: string | null): string | null =>
  type === null ? null : (METERS[type] ?? null);

/** A key as in the dump ("Gmajor", "Edorian") or as typed, in the short form of ABC; null when it is none. */
export const abcKey = (key: string | null): string | null => (key === null ? null : keyOf(key));

/** Fewer notes than this before the first bar line are a pickup, not a bar. */
const PICKUP_NOTES = 3;

/**
 * The first `bars` bars (a pickup comes on top), for a list of answers: no chords, parts or grace notes. Music with
 * fewer bars is given whole; "" where there is none.
 */
export function incipit(abc: string, bars = 2): string {
  const music = cleanAbc(abc)
    .body.replace(/"[^"]*"/g, '')
    .replace(/\[[A-Za-z]:[^\]]*\]/g, '')
    .replace(/\{[^}]*\}/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  let counted = 0;
  let start = 0;
  for (const bar of music.matchAll(/[|:[\]]*\|[|:\]]*|::/g)) {
    const notes = music.slice(start, bar.index).match(/[A-Ga-gz]/g)?.length ?? 0;
    start = bar.index + bar[0].length;
    if (notes === 0 || (counted === 0 && notes < PICKUP_NOTES)) continue;
    counted += 1;
    if (counted >= bars) return music.slice(0, start).trim();
  }
  return music;
}

export interface AbcTune {
  title: string;
  /** A tune type, for the rhythm field and the meter. */
  type: string | null;
  /** Of this setting; the one in the notation counts where this is null. */
  key: string | null;
  /** Only where it is known to differ from the type's. */
  meter?: string | null;
  abc: string;
  /** X:, 1 unless told; each tune of a file has its own. */
  number?: number;
}

const oneLine = (text: string): string => text.replace(/[\s\p{Cc}]+/gu, ' ').trim();

/** A whole tune, headers included. One without music is a bar of rest, so that it can still be drawn and listed. */
export function toAbc({ title, type, key, meter, abc, number = 1 }: AbcTune): string {
  const clean = cleanAbc(abc);
  const rhythm = type === null ? [] : [`R:${oneLine(type)}`];
  return [
    `X:${number}`,
    `T:${oneLine(title)}`,
    ...rhythm,
    `M:${meter ?? clean.meter ?? meterOf(type) ?? '4/4'}`,
    `L:${clean.unit ?? '1/8'}`,
    `K:${abcKey(key) ?? clean.key ?? 'C'}`,
    clean.body === '' ? 'z8|]' : clean.body,
    '',
  ].join('\n');
}
