import MiniSearch, { type SearchOptions, type SearchResult } from 'minisearch';
import { Relevance } from './relevance.ts';
import { termOf, termsOf, wordsOf } from './words.ts';

/** One passage. Those of a `group` (a document) are put in and taken out together. */
export interface Passage {
  id: string;
  group: string;
  title: string;
  heading: string;
  text: string;
}

export interface WordHit {
  id: string;
  group: string;
  /** BM25 over the fields; comparable within one search only. */
  score: number;
  /** Terms of the passage that were looked for. */
  terms: string[];
}

export interface WordSearch {
  limit: number;
  /** Whether the one who asks may see this group. Left out: all. */
  accepts?(group: string): boolean;
}

/** A page of text as a query says no more than its first hundred different words. */
const QUERY_TERMS_MAX = 100;
/** Shorter words have too many others near them: "bread" is not "break". Lengths of stems. */
const MISSPELT_MIN = 6;
const TWO_EDITS_MIN = 8;
/** Headings say what a passage is about in few words. */
const BOOST = { title: 1.5, heading: 1.5, text: 1 };

/** Words to passages: stop words left out, stems compared, BM25 over title, heading and text. */
export class TextIndex {
  readonly #passages = new MiniSearch<Passage>({
    fields: ['title', 'heading', 'text'],
    storeFields: ['group'],
    tokenize: (text) => [...wordsOf(text)].map(({ word }) => word),
    processTerm: termOf,
  });
  readonly #groups = new Map<string, string[]>();

  /** Takes the place of what the group had. */
  put(group: string, passages: readonly Passage[]): void {
    this.drop(group);
    this.#passages.addAll(passages);
    this.#groups.set(
      group,
      passages.map(({ id }) => id),
    );
  }

  drop(group: string): void {
    this.#passages.discardAll(this.#groups.get(group) ?? []);
    this.#groups.delete(group);
  }

  /** Best first. Nothing where the query shares too little with any passage: see `Relevance`. */
  search(query: string, { limit, accepts = () => true }: WordSearch): WordHit[] {
    const terms = termsOf(query).slice(0, QUERY_TERMS_MAX);
    if (terms.length === 0) return [];
    const { found, misspelt } = this.#find(terms, accepts);
    const relevance = new Relevance({ terms, found, misspelt, passageCount: this.#passageCount(accepts) });
    if (!relevance.isAnswered) return [];
    return withKin(found.filter((hit) => relevance.suffices(hit))).slice(0, limit);
  }

  /** Words that are nowhere are looked for once more, as what they may have been meant to be. */
  #find(
    terms: readonly string[],
    accepts: (group: string) => boolean,
  ): { found: SearchResult[]; misspelt: ReadonlySet<string> } {
    const options: SearchOptions = {
      tokenize: (joined) => joined.split(' '),
      processTerm: (term) => term,
      boost: BOOST,
      filter: ({ group }) => accepts(group as string),
    };
    const found = this.#passages.search(terms.join(' '), options);
    const known = new Set(found.flatMap(({ queryTerms }) => queryTerms));
    const misspelt = new Set(terms.filter((term) => !known.has(term) && term.length >= MISSPELT_MIN));
    if (misspelt.size === 0) return { found, misspelt };
    const edits = (term: string): number | false =>
      misspelt.has(term) && (term.length >= TWO_EDITS_MIN ? 2 : 1);
    return {
      found: this.#passages.search(terms.join(' '), { ...options, fuzzy: edits, maxFuzzy: 2 }),
      misspelt,
    };
  }

  #passageCount(accepts: (group: string) => boolean): number {
    let count = 0;
    for (const [group, ids] of this.#groups) if (accepts(group)) count += ids.length;
    return count;
  }
}

/** How much the other passages of its document lift a passage: a text about the matter outranks one that mentions it. */
const KIN_WEIGHT = 0.2;
/** Of each document its best passages count. */
const KIN = 3;

function withKin(found: readonly SearchResult[]): WordHit[] {
  const best = new Map<string, number[]>();
  for (const { group, score } of found) {
    const scores = best.get(group as string) ?? [];
    if (scores.length < KIN) scores.push(score);
    best.set(group as string, scores);
  }
  return found
    .map(({ id, group, score, terms }) => {
      const kin = best.get(group as string)?.reduce((sum, each) => sum + each, 0) ?? 0;
      return { id: id as string, group: group as string, score: score + KIN_WEIGHT * kin, terms };
    })
    .sort((a, b) => b.score - a.score);
}
