import { alternatives } from './alternatives.ts';
import { splitHints, typeOf } from './hints.ts';

/**
 * Reads a night as people write it down: a line is a set, its tunes stand apart by commas, " / " (and "or") gives
 * other names of one tune. Where a line has no commas, arrows, semicolons, tabs, dashes, ">" or "then" part it.
 */

export interface PastedTune {
  /** As written, without a repeat count. */
  text: string;
  /** What it is called there, without hints; the first is what it was mainly called. */
  names: string[];
  typeHint?: string;
  keyHint?: string;
  /** "x3": how many times round. */
  times?: number;
}

export interface PastedSet {
  /** Line in the pasted text, from 1. */
  line: number;
  tunes: PastedTune[];
}

/** Tells whether a text is, as a whole, the name of some tune. */
export type IsName = (text: string) => boolean;

const BULLET = /^(?:[-*•‣◦·–—]\s+|\(?\d{1,3}[.)]\s+)+/;
const RULE = /^[\s\-_=*~#.]+$/;
const LABEL = /^#{0,6}\s*(?:set\s*\d*|(?:set\s*)?\d+(?:st|nd|rd|th)\s+set|[\p{L}/\d ]{1,40}?)\s*:\s*/iu;
const SET_NUMBER = /^#{0,6}\s*set\s*\d+\s*[.:]?$/i;
/** Never part of a name, so they part tunes beside commas too. */
const STRONG = /\s*(?:->|→|=>|⇒|»|;|\t)\s*/;
const WEAK = [/\s+>\s+|>/, /\s+[–—-]\s+/, /\s+(?:and\s+)?then\s+/i, /\s+\|\s+/];
const ARTICLE = /^(?:the|an?)$/i;
const TIMES = [/\s*[([]?\s*[x×]\s*(\d{1,2})\s*[)\]]?$/i, /\s*[([]?\s*(\d{1,2})\s*(?:[x×]|times)\s*[)\]]?$/i];
const TIMES_BEFORE = /^(\d{1,2})\s*[x×]\s+/i;

/** Splits outside brackets only: "Castle (reel, Edor)" is one piece. */
function splitOutside(text: string, separator: RegExp): string[] {
  const hidden: string[] = [];
  const masked = text.replace(/\([^()]*\)|\[[^[\]]*\]/g, (bracket) => {
    hidden.push(bracket);
    return `\uE000${hidden.length - 1}\uE001`;
  });
  return masked
    .split(separator)
    .map((piece) => piece.replace(/\uE000(\d+)\uE001/g, (_, at: string) => hidden[Number(at)] ?? '').trim());
}

/** Joins what a comma parted but belongs together: an article, or a name that has a comma in it. */
function joinNames(pieces: readonly string[], isName: IsName): string[] {
  const joined: string[] = [];
  for (const piece of pieces) {
    const before = joined.at(-1);
    if (before !== undefined && (ARTICLE.test(piece) || isOneName(before, piece, isName))) {
      joined[joined.length - 1] = `${before}, ${piece}`;
    } else joined.push(piece);
  }
  return joined;
}

const plainName = (text: string): string => splitHints(text).name;

/** A known name with a comma beats two halves that are not both names themselves. */
function isOneName(before: string, after: string, isName: IsName): boolean {
  const left = plainName(alternatives(before).at(-1) ?? before);
  const right = plainName(alternatives(after)[0] ?? after);
  return isName(`${left}, ${right}`) && !(isName(left) && isName(right));
}

function piecesOf(line: string, isName: IsName): string[] {
  const strong = splitOutside(line, STRONG).filter((piece) => piece !== '');
  const byComma = strong.flatMap((part) =>
    joinNames(
      splitOutside(part, /\s*,\s*/).filter((piece) => piece !== ''),
      isName,
    ),
  );
  const [only] = byComma;
  if (byComma.length !== 1 || only === undefined || isName(plainName(only))) return byComma;
  for (const separator of WEAK) {
    const parts = splitOutside(only, separator).filter((piece) => piece !== '');
    if (parts.length > 1) return parts;
  }
  return byComma;
}

function takeTimes(text: string): { text: string; times?: number } {
  for (const pattern of [...TIMES, TIMES_BEFORE]) {
    const match = pattern.exec(text);
    const rest = match === null ? '' : text.replace(pattern, '').trim();
    if (match !== null && rest !== '') return { text: rest, times: Number(match[1]) };
  }
  return { text };
}

/** "or" parts names only where the whole is not a name itself ("Whiskey Or Water"). */
function namesOf(text: string, isName: IsName): string[] {
  if (isName(plainName(text))) return [text];
  const bySlash = text.split(/\s+\/\s*|\s*\/\s+/).filter((part) => part.trim() !== '');
  const names = bySlash.flatMap((part) => {
    const either = alternatives(part);
    return isName(plainName(part)) || either.length === 0 ? [part.trim()] : either;
  });
  return names.length === 0 ? [text] : names;
}

function readTune(piece: string, isName: IsName): PastedTune {
  const { text, times } = takeTimes(piece);
  const parts = namesOf(text, isName).map(splitHints);
  const bracketed = parts.find((part) => part.typeHint !== undefined && part.stem === undefined);
  const typeHint = (bracketed ?? parts.find((part) => part.typeHint !== undefined))?.typeHint;
  const keyHint = parts.find((part) => part.keyHint !== undefined)?.keyHint;
  return {
    text,
    names: [...new Set(parts.map((part) => part.name))],
    ...(typeHint === undefined ? {} : { typeHint }),
    ...(keyHint === undefined ? {} : { keyHint }),
    ...(times === undefined ? {} : { times }),
  };
}

/** What a line says about the lines below it: a heading, perhaps naming their type; null for a set. */
function heading(line: string, isName: IsName): { typeHint?: string } | null {
  if (RULE.test(line) || SET_NUMBER.test(line)) return {};
  const title = line.replace(/^#{1,6}\s+/, '').replace(/\s*:$/, '');
  const marked = title !== line;
  const type = typeOf(title);
  // "Jigs" alone is a heading; "Reel" in the singular might be all someone remembered of a tune.
  if (type !== null && (marked || /s$/i.test(title))) return { typeHint: type };
  return marked && !isName(title) ? {} : null;
}

/** The sets of a pasted night. `isName` settles whether a comma parts two tunes or belongs to one name. */
export function parsePaste(text: string, isName: IsName = () => false): PastedSet[] {
  const sets: PastedSet[] = [];
  let below: string | undefined;
  for (const [i, raw] of text.split(/\r\n|\r|\n|\u2028|\u2029/).entries()) {
    const line = raw
      .replace(/[\p{Cf}\u0000-\u0008\u000B-\u001F\u007F]/gu, '')
      // Long runs of blanks mean no more than one, and would slow the patterns below.
      .replace(/[^\S\t]+/g, ' ')
      .replace(/ ?\t\s*/g, '\t')
      .trim();
    if (line === '') continue;
    const title = heading(line, isName);
    if (title !== null) {
      below = title.typeHint;
      continue;
    }
    let body = line.replace(BULLET, '');
    const label = LABEL.exec(body)?.[0] ?? '';
    const labelType = typeOf(label.replace(/[:#]/g, ''));
    if (labelType !== null || /^#*\s*(?:set|\d)/i.test(label)) body = body.slice(label.length);
    const hint = labelType ?? below;
    const tunes: PastedTune[] = [];
    for (const piece of piecesOf(body, isName)) {
      const before = tunes.at(-1);
      const type = typeOf(piece);
      // "Kesh - jig": a piece that is only a type belongs to the tune before it.
      if (type !== null && before !== undefined && !isName(piece)) before.typeHint ??= type;
      else tunes.push(readTune(piece, isName));
    }
    for (const tune of tunes) if (hint !== undefined) tune.typeHint ??= hint;
    if (tunes.length > 0) sets.push({ line: i + 1, tunes });
  }
  return sets;
}
