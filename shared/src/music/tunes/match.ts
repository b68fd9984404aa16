import MiniSearch from 'minisearch';
import { alternatives } from './alternatives.ts';
import { splitHints, TUNE_TYPES } from './hints.ts';
import { TIERS, type MatchTier, type NameLookup, type SearchOptions, type TuneMatch } from './match.types.ts';
import { likeness } from './likeness.ts';
import { NameBook, stemsOf, type NameEntry, type TuneRecord } from './name-book.ts';
import { displayName, normaliseName } from './names.ts';
import { resolveNames, resolveQuery, type Resolution } from './resolve.ts';

/** No name of a tune is longer; the fuzzy index needs memory by the square of a word's length. */
const MAX_QUERY = 200;

/** A name being looked for: `key` as typed, `stems` with type word, key or Irish article set aside. */
export interface NameForm {
  key: string;
  stems: readonly string[];
  type: string | null;
}

export function nameForm(text: string, type?: string): NameForm {
  const { name, stem, typeHint } = splitHints(displayName(text.slice(0, MAX_QUERY)));
  return { key: normaliseName(name), stems: stemsOf(name, stem), type: type ?? typeHint ?? null };
}

/** "kesh ji" on the way to "kesh jig": the part before a type word that is still being typed; null for others. */
function beforeBegunType(key: string): string | null {
  const [, before, begun] = /^(.+) (\S+)$/.exec(key) ?? [];
  return begun !== undefined && TUNE_TYPES.some((type) => type.startsWith(begun)) ? (before ?? null) : null;
}

const EXACT_TIERS: ReadonlySet<MatchTier> = new Set(['canonical', 'alias', 'type-stripped']);
const PLAYED_FIRST: ReadonlySet<MatchTier> = new Set(['prefix', 'one-edit', 'word']);
/** Fewer answers than this, and guesses are worth showing below them. */
const ENOUGH = 3;
/** How many tunes the fuzzy index proposes, and how alike one of their names must be to be shown. */
const GUESSES = 40;
const ALIKE = 0.5;
/** Of a long question only so many words are compared with misspelt ones, which is what takes time. */
const FUZZY_WORDS = 10;
/** Words of more names than this ("of", "the") tell nothing where others do. */
const COMMONPLACE = 300;
/** Words of at least this many names are not taken for misspelt. */
const REAL_WORD = 10;
/** A mistyped or glued English article in front: "th banshee", "thebanshee". */
const NEAR_ARTICLE = /^(?:(?:th|te|he|hte|teh|thee|tne|rhe|tge|ths|tje) |the(?=\p{L}{4}))/u;

/** Names of tunes, and the tunes that a typed name may mean. Pure and in memory; kept current by add and remove. */
export class TuneIndex implements NameLookup {
  readonly #book: NameBook;
  readonly #fuzzy = new MiniSearch<TuneRecord>({
    fields: ['name', 'aliases'],
    extractField: (tune, field) =>
      field === 'aliases'
        ? tune.aliases.map(normaliseName).join(' ')
        : field === 'name'
          ? normaliseName(tune.name)
          : tune.id,
    tokenize: (text) => text.split(' '),
    processTerm: (term) => term,
  });

  constructor(tunes: Iterable<TuneRecord> = []) {
    const all = [...tunes];
    this.#book = new NameBook(all);
    this.#fuzzy.addAll(all);
  }

  get size(): number {
    return this.#book.size;
  }

  get(id: string): TuneRecord | undefined {
    return this.#book.tune(id);
  }

  /** Adds a tune; one with the same id is replaced. */
  add(tune: TuneRecord): void {
    this.#book.add(tune);
    if (this.#fuzzy.has(tune.id)) this.#fuzzy.discard(tune.id);
    this.#fuzzy.add(tune);
  }

  replace(tune: TuneRecord): void {
    this.add(tune);
  }

  /** Forgets a tune; an unknown id changes nothing. */
  remove(id: string): void {
    this.#book.remove(id);
    if (this.#fuzzy.has(id)) this.#fuzzy.discard(id);
  }

  /** The tunes `query` may mean, best first. A blank query has no answers. */
  search(query: string, options: SearchOptions = {}): TuneMatch[] {
    const limit = options.limit ?? 10;
    const hits = new Hits(this.#book, options);
    const whole = nameForm(query, options.type);
    if (whole.key === '' || limit < 1) return [];
    this.#collectExact(whole, hits);
    const forms = [whole];
    if (hits.size === 0) {
      for (const part of alternatives(query.slice(0, MAX_QUERY))) {
        const form = nameForm(part, options.type);
        forms.push(form);
        this.#collectExact(form, hits);
      }
    }
    for (const collect of [this.#collectPrefix, this.#collectOneEdit, this.#collectWords]) {
      if (hits.size < limit) for (const form of forms) collect.call(this, form, hits);
    }
    if (hits.size < Math.min(limit, ENOUGH)) for (const form of forms) this.#collectFuzzy(form, hits);
    return hits.best(limit);
  }

  /** Every tune that carries exactly this one name, however many they are. */
  owners(name: string, options: SearchOptions = {}): TuneMatch[] {
    const hits = new Hits(this.#book, options);
    this.#collectExact(nameForm(name, options.type), hits);
    return hits.best(Infinity);
  }

  /** True if some tune is called exactly this, canonically or otherwise. */
  isName(text: string): boolean {
    return this.#book.exactly(normaliseName(text)).length > 0;
  }

  /** The one tune a name means, if that is certain enough to link it without asking. */
  resolve(query: string, options: SearchOptions = {}): Resolution {
    return resolveQuery(this, query, options);
  }

  /** As `resolve`, for several names of one tune that are already apart. */
  resolveNames(names: readonly string[], options: SearchOptions = {}): Resolution {
    return resolveNames(this, names, options);
  }

  #collectExact(form: NameForm, hits: Hits): void {
    for (const entry of this.#book.exactly(form.key))
      hits.add(entry, entry.canonical ? 'canonical' : 'alias', form);
    for (const entry of this.#book.withStem(form.key)) hits.add(entry, 'type-stripped', form);
    for (const stem of form.stems) {
      for (const entry of this.#book.exactly(stem)) hits.add(entry, 'type-stripped', form);
      for (const entry of this.#book.withStem(stem)) hits.add(entry, 'type-stripped', form);
    }
  }

  #collectPrefix(form: NameForm, hits: Hits): void {
    for (const key of [form.key, ...form.stems]) {
      for (const entry of this.#book.startingWith(key)) hits.add(entry, 'prefix', form);
    }
    // On the way to "the k…": keys have no article, so the names that are written with one are asked for.
    if (form.key === 'th' || form.key === 'the') {
      for (const entry of this.#book.withThe()) hits.add(entry, 'prefix', form);
    }
  }

  #collectOneEdit(form: NameForm, hits: Hits): void {
    const unarticled = form.key.replace(NEAR_ARTICLE, '');
    if (unarticled !== form.key) {
      for (const entry of this.#book.exactly(unarticled)) hits.add(entry, 'one-edit', form);
    }
    const untyped = beforeBegunType(form.key);
    if (untyped !== null) {
      for (const entry of this.#book.exactly(untyped)) hits.add(entry, 'one-edit', form);
      for (const entry of this.#book.withStem(untyped)) hits.add(entry, 'one-edit', form);
    }
    for (const key of [form.key, ...form.stems]) {
      for (const entry of this.#book.oneEditFrom(key)) hits.add(entry, 'one-edit', form);
    }
  }

  #collectWords(form: NameForm, hits: Hits): void {
    for (const key of [form.key, ...form.stems]) {
      for (const entry of this.#book.withWords(key)) hits.add(entry, 'word', form);
    }
  }

  #collectFuzzy(form: NameForm, hits: Hits): void {
    const words = [...new Set(form.key.split(' '))];
    const telling = words.filter((word) => this.#book.countWith(word) <= COMMONPLACE);
    const found = this.#fuzzy.search((telling.length > 0 ? telling : words).slice(0, FUZZY_WORDS).join(' '), {
      boost: { name: 2 },
      prefix: (term) => term === words.at(-1) && term.length > 2,
      // A word that several names have is a word, and not a slip of another one.
      fuzzy: (term) => (term.length > 3 && this.#book.countWith(term) < REAL_WORD ? 0.25 : false),
      combineWith: 'OR',
    });
    for (const { id } of found.slice(0, GUESSES)) {
      for (const entry of this.#book.namesOf(String(id))) {
        const alike = likeness(form.key, entry.key);
        if (alike >= ALIKE) hits.guess(entry, alike, form);
      }
    }
  }
}

/** What one search has found so far: each tune once, by its best tier and name. */
class Hits {
  readonly #book: NameBook;
  readonly #playedHere: ReadonlyMap<string, number>;
  readonly #byTune = new Map<string, TuneMatch>();

  constructor(book: NameBook, options: SearchOptions) {
    this.#book = book;
    this.#playedHere = options.playedHere ?? new Map();
  }

  get size(): number {
    return this.#byTune.size;
  }

  add(entry: NameEntry, tier: MatchTier, form: NameForm): void {
    const { tune, text, canonical } = entry;
    const score = this.#score(tune, tier, form) + (canonical ? 2_000 : 0);
    this.#keep({ tune, tier, score, ...(canonical ? {} : { matchedAlias: text }) });
  }

  /** `alike` in 0–1; guesses are ordered by it first. */
  guess(entry: NameEntry, alike: number, form: NameForm): void {
    const score = this.#score(entry.tune, 'fuzzy', form) + Math.round(alike * 20) * 200;
    this.#keep({
      tune: entry.tune,
      tier: 'fuzzy',
      score,
      ...(entry.canonical ? {} : { matchedAlias: entry.text }),
    });
  }

  best(limit: number): TuneMatch[] {
    const all = [...this.#byTune.values()].sort(
      (a, b) => b.score - a.score || b.tune.tunebooks - a.tune.tunebooks || (a.tune.id < b.tune.id ? -1 : 1),
    );
    const perTier = new Map<MatchTier, number>();
    for (const { tier } of all) perTier.set(tier, (perTier.get(tier) ?? 0) + 1);
    return all
      .slice(0, limit)
      .map((hit) =>
        EXACT_TIERS.has(hit.tier) && (perTier.get(hit.tier) ?? 0) > 1 ? { ...hit, ambiguous: true } : hit,
      );
  }

  #keep(hit: TuneMatch): void {
    const known = this.#byTune.get(hit.tune.id);
    if (known === undefined || hit.score > known.score) this.#byTune.set(hit.tune.id, hit);
  }

  /**
   * Tier, then a type that does not contradict the hint, then (by the caller) canonical before alias, then a type
   * that fits, played here, popularity: each step outweighs all later ones together. While a name is unfinished or
   * mistyped, what is played at this session goes before canonical names.
   */
  #score(tune: TuneRecord, tier: MatchTier, { type }: NameForm): number {
    const contradicts = type !== null && tune.type !== null && tune.type !== type;
    const fits =
      type === null || contradicts
        ? 0
        : tune.type === type
          ? 2
          : this.#book.impliesType(tune.id, type)
            ? 1
            : 0;
    const times = this.#playedHere.get(tune.id) ?? 0;
    const played = times === 0 ? 0 : (PLAYED_FIRST.has(tier) ? 3_000 : 100) + Math.min(99, times);
    return (
      (TIERS.length - TIERS.indexOf(tier)) * 10_000 +
      (contradicts ? 0 : 4_000) +
      fits * 400 +
      played +
      Math.min(99, 7 * Math.log1p(tune.tunebooks))
    );
  }
}
