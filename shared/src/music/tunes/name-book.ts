import { reversed, withinOneEdit } from './edits.ts';
import { splitHints } from './hints.ts';
import { displayName, normaliseName, withoutArticle } from './names.ts';
import { SortedStrings } from './sorted.ts';

/** A tune as the matcher knows it. `tunebooks` counts the tunebooks it is in, our measure of popularity. */
export interface TuneRecord {
  id: string;
  thesessionTuneId: number | null;
  /** The canonical name. */
  name: string;
  aliases: string[];
  /** Null where it is not known, as for tunes seen only in lists of names. */
  type: string | null;
  tunebooks: number;
}

/** One name of one tune. */
export interface NameEntry {
  readonly tune: TuneRecord;
  readonly key: string;
  /** As written in the data. */
  readonly text: string;
  readonly canonical: boolean;
  /** Keys of the same name with its type word, key or Irish article set aside. */
  readonly stems: readonly string[];
  /** The type its last word names, if it does. */
  readonly impliedType: string | null;
}

/** Keys of one name with what may or may not belong to it set aside. */
export function stemsOf(name: string, stem: string | undefined): string[] {
  const key = normaliseName(name);
  const stemKey = stem === undefined ? key : normaliseName(stem);
  const stems = new Set([stemKey]);
  for (const each of [key, stemKey]) {
    const bare = withoutArticle(each);
    if (bare !== null) stems.add(bare);
  }
  stems.delete(key);
  stems.delete('');
  return [...stems];
}

function entriesOf(tune: TuneRecord): NameEntry[] {
  const byKey = new Map<string, NameEntry>();
  for (const [i, text] of [tune.name, ...tune.aliases].entries()) {
    const shown = displayName(text);
    const key = normaliseName(text);
    if (key === '' || byKey.has(key)) continue;
    const { stem, typeHint } = splitHints(shown);
    const stems = stemsOf(shown, stem);
    byKey.set(key, { tune, key, text, canonical: i === 0, stems, impliedType: typeHint ?? null });
  }
  return [...byKey.values()];
}

function push<T>(map: Map<string, T[]>, key: string, item: T): boolean {
  const items = map.get(key);
  if (items === undefined) map.set(key, [item]);
  else items.push(item);
  return items === undefined;
}

function pull<T>(map: Map<string, T[]>, key: string, item: T): boolean {
  const left = (map.get(key) ?? []).filter((each) => each !== item);
  if (left.length > 0) map.set(key, left);
  else map.delete(key);
  return left.length === 0;
}

const wordsOf = (key: string): Set<string> => new Set(key.split(' '));
const NONE: readonly NameEntry[] = [];

/**
 * All names of all tunes, indexed for each way of looking: whole, without type word, by beginning, by one edit, by
 * words. Changing one tune costs its own names, not a rebuild; no look-up walks all names.
 */
export class NameBook {
  readonly #byTune = new Map<string, NameEntry[]>();
  readonly #exact = new Map<string, NameEntry[]>();
  readonly #stems = new Map<string, NameEntry[]>();
  readonly #words = new Map<string, NameEntry[]>();
  /** Canonical names written with "The". */
  readonly #withThe = new Set<NameEntry>();
  #keys: SortedStrings;
  /** The same keys read backwards, so that a common ending is a common beginning. */
  #backwards: SortedStrings;
  #vocabulary: SortedStrings;

  constructor(tunes: Iterable<TuneRecord>) {
    for (const tune of tunes) {
      const entries = entriesOf(tune);
      this.#byTune.set(tune.id, entries);
      for (const entry of entries) this.#file(entry);
    }
    this.#keys = new SortedStrings(this.#exact.keys());
    this.#backwards = new SortedStrings([...this.#exact.keys()].map(reversed));
    this.#vocabulary = new SortedStrings(this.#words.keys());
  }

  get size(): number {
    return this.#byTune.size;
  }

  tune(id: string): TuneRecord | undefined {
    return this.#byTune.get(id)?.[0]?.tune;
  }

  namesOf(id: string): readonly NameEntry[] {
    return this.#byTune.get(id) ?? NONE;
  }

  /** Types that the names of a tune end in: "Kesh Jig" says jig even where the type is not known. */
  impliesType(id: string, type: string): boolean {
    return this.namesOf(id).some((entry) => entry.impliedType === type);
  }

  add(tune: TuneRecord): void {
    this.remove(tune.id);
    const entries = entriesOf(tune);
    this.#byTune.set(tune.id, entries);
    for (const entry of entries) {
      const fresh = this.#file(entry);
      if (fresh.key) {
        this.#keys.add(entry.key);
        this.#backwards.add(reversed(entry.key));
      }
      for (const word of fresh.words) this.#vocabulary.add(word);
    }
  }

  remove(id: string): void {
    for (const entry of this.#byTune.get(id) ?? NONE) {
      this.#withThe.delete(entry);
      for (const stem of entry.stems) pull(this.#stems, stem, entry);
      for (const word of wordsOf(entry.key)) {
        if (pull(this.#words, word, entry)) this.#vocabulary.delete(word);
      }
      if (pull(this.#exact, entry.key, entry)) {
        this.#keys.delete(entry.key);
        this.#backwards.delete(reversed(entry.key));
      }
    }
    this.#byTune.delete(id);
  }

  exactly(key: string): readonly NameEntry[] {
    return this.#exact.get(key) ?? NONE;
  }

  /** Names that are `key` once their type word or Irish article is set aside. */
  withStem(key: string): readonly NameEntry[] {
    return this.#stems.get(key) ?? NONE;
  }

  withThe(): Iterable<NameEntry> {
    return this.#withThe;
  }

  *startingWith(prefix: string): Generator<NameEntry> {
    for (const key of this.#keys.startingWith(prefix)) yield* this.exactly(key);
  }

  /**
   * Names one edit away. One edit leaves either the first half of a name whole or the second, so it is enough to
   * look at names that share one of them; the first half is one letter short, for a swap across the middle.
   */
  *oneEditFrom(key: string): Generator<NameEntry> {
    if (key.length < 4) return;
    const half = key.length >> 1;
    const near = new Set<string>();
    const consider = (other: string): void => {
      if (Math.abs(other.length - key.length) <= 1 && withinOneEdit(other, key)) near.add(other);
    };
    for (const other of this.#keys.startingWith(key.slice(0, half - 1))) consider(other);
    for (const other of this.#backwards.startingWith(reversed(key.slice(half)))) {
      if (Math.abs(other.length - key.length) <= 1) consider(reversed(other));
    }
    for (const other of near) if (other !== key) yield* this.exactly(other);
  }

  /** Names with all words of `key` in any order; the last word may be unfinished. */
  *withWords(key: string): Generator<NameEntry> {
    const tokens = key.split(' ');
    const last = tokens.pop() ?? '';
    const rarest = tokens
      .map((token) => this.#words.get(token) ?? NONE)
      .reduce(
        (least, each) => (each.length < least.length ? each : least),
        this.#words.get(tokens[0] ?? '') ?? NONE,
      );
    const candidates = tokens.length > 0 ? rarest : this.#beginningWord(last);
    for (const entry of candidates) {
      const spaced = ` ${entry.key} `;
      if (spaced.includes(` ${last}`) && tokens.every((token) => spaced.includes(` ${token} `))) yield entry;
    }
  }

  /** How many names have this word. */
  countWith(word: string): number {
    return this.#words.get(word)?.length ?? 0;
  }

  *#beginningWord(prefix: string): Generator<NameEntry> {
    if (prefix === '') return;
    const seen = new Set<NameEntry>();
    for (const word of this.#vocabulary.startingWith(prefix)) {
      for (const entry of this.#words.get(word) ?? NONE) {
        if (!seen.has(entry)) yield entry;
        seen.add(entry);
      }
    }
  }

  #file(entry: NameEntry): { key: boolean; words: string[] } {
    for (const stem of entry.stems) push(this.#stems, stem, entry);
    if (entry.canonical && displayName(entry.text).startsWith('The ')) this.#withThe.add(entry);
    const words = [...wordsOf(entry.key)].filter((word) => push(this.#words, word, entry));
    return { key: push(this.#exact, entry.key, entry), words };
  }
}
