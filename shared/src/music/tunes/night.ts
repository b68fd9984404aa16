import { invalidField } from '../../core/errors.ts';
import { PASTE_LIMIT } from '../log.schema.ts';
import type { SearchOptions, TuneMatch } from './match.types.ts';
import type { TuneIndex } from './match.ts';
import type { TuneRecord } from './name-book.ts';
import { normaliseName } from './names.ts';
import { parsePaste, type PastedSet, type PastedTune } from './paste.ts';
import type { ResolveReason } from './resolve.ts';

export const PASTE_LINES = 500;
/** As many as one addition to the log may hold. */
export const PASTE_TUNES = 500;
/** Each name is looked up; this keeps the work for one paste bounded. */
export const PASTE_NAMES = 1000;

export interface NightTune {
  /** As written, without a repeat count. */
  text: string;
  /** What it was mainly called, without hints: the name for the log. */
  name: string;
  match: TuneRecord | null;
  reason: ResolveReason;
  /** Best first, at most five. */
  candidates: TuneMatch[];
  key: string | null;
  times?: number;
}

export interface ParsedNight {
  sets: NightTune[][];
}

const CANDIDATES = 5;

/**
 * Reads a pasted night and links what is certain. Throws `invalid` naming the field `text` when it is longer than
 * 20,000 characters, 500 lines, 500 tunes or 1,000 names.
 */
export function parseNight(
  text: string,
  index: TuneIndex,
  options: Pick<SearchOptions, 'playedHere'> = {},
): ParsedNight {
  return {
    sets: readNight(text, index).map((set) => set.tunes.map((tune) => identify(tune, index, options))),
  };
}

/**
 * As `parseNight`, but `turn` is awaited before each tune, so that whoever else has work comes in between: hundreds
 * of misspelt names take a second or two.
 */
export async function parseNightInTurns(
  text: string,
  index: TuneIndex,
  options: Pick<SearchOptions, 'playedHere'>,
  turn: () => Promise<void>,
): Promise<ParsedNight> {
  const sets: NightTune[][] = [];
  for (const { tunes } of readNight(text, index)) {
    const set: NightTune[] = [];
    for (const tune of tunes) {
      await turn();
      set.push(identify(tune, index, options));
    }
    sets.push(set);
  }
  return { sets };
}

function readNight(text: string, index: TuneIndex): PastedSet[] {
  if (text.length > PASTE_LIMIT) throw invalidField('text', `must be at most ${PASTE_LIMIT} characters`);
  if (text.split(/\r\n|\r|\n/).length > PASTE_LINES)
    throw invalidField('text', `must be at most ${PASTE_LINES} lines`);
  const pasted = parsePaste(text, (name) => index.isName(name));
  const count = pasted.reduce((sum, set) => sum + set.tunes.length, 0);
  if (count > PASTE_TUNES) throw invalidField('text', `must hold at most ${PASTE_TUNES} tunes`);
  const names = pasted.reduce(
    (sum, set) => sum + set.tunes.reduce((all, tune) => all + tune.names.length, 0),
    0,
  );
  if (names > PASTE_NAMES) throw invalidField('text', `must hold at most ${PASTE_NAMES} names`);
  return pasted;
}

function identify(tune: PastedTune, index: TuneIndex, options: SearchOptions): NightTune {
  const { text, names, typeHint, keyHint, times } = tune;
  const hinted = typeHint === undefined ? options : { ...options, type: typeHint };
  const { match, reason, candidates } = index.resolveNames(names, { ...hinted, limit: CANDIDATES });
  return {
    text,
    name: names[0] ?? text,
    match,
    reason,
    candidates,
    key: keyHint ?? null,
    ...(times === undefined ? {} : { times }),
  };
}

/** What the log holds already, in its order. */
export interface LoggedEntry {
  tuneId: string | null;
  name: string;
  continuesSet: boolean;
}

interface Said {
  id: string | null;
  key: string;
}

const sameTune = (a: Said, b: Said): boolean => (a.id !== null && a.id === b.id) || a.key === b.key;
const sameSet = (a: readonly Said[], b: readonly Said[]): boolean =>
  a.length === b.length && a.every((said, i) => sameTune(said, b[i] as Said));

function setsOf(entries: readonly LoggedEntry[]): Said[][] {
  const sets: Said[][] = [];
  for (const { tuneId, name, continuesSet } of entries) {
    const said = { id: tuneId, key: normaliseName(name) };
    const open = sets.at(-1);
    if (continuesSet && open !== undefined) open.push(said);
    else sets.push([said]);
  }
  return sets;
}

/**
 * How many of the pasted sets already stand in the log, in the same order (the longest common subsequence of whole
 * sets): all of them means that the night was pasted before.
 */
export function duplicateOfLog(
  sets: readonly (readonly Pick<NightTune, 'name' | 'match'>[])[],
  existing: readonly LoggedEntry[],
): number {
  const logged = setsOf(existing);
  const pasted = sets.map((set) =>
    set.map(({ name, match }) => ({ id: match?.id ?? null, key: normaliseName(name) })),
  );
  let row = new Array<number>(logged.length + 1).fill(0);
  for (const set of pasted) {
    const next = [0];
    for (const [i, other] of logged.entries()) {
      next.push(sameSet(set, other) ? (row[i] ?? 0) + 1 : Math.max(row[i + 1] ?? 0, next[i] ?? 0));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
