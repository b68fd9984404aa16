import MiniSearch, { type SearchResult } from 'minisearch';
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
    const found = this.#passages.search(terms.join(' '), {
      tokenize: (joined) => joined.split(' '),
      processTerm: (term) => term,
      boost: BOOST,
      filter: ({ group }) => accepts(group as string),
    });
    const relevance = new Relevance(terms, found, this.#passageCount(accepts));
    return found
      .filter((hit) => relevance.suffices(hit.queryTerms))
      .slice(0, limit)
      .map(({ id, group, score, terms: matched }) => ({
        id: id as string,
        group: group as string,
        score,
        terms: matched,
      }));
  }

  #passageCount(accepts: (group: string) => boolean): number {
    let count = 0;
    for (const [group, ids] of this.#groups) if (accepts(group)) count += ids.length;
    return count;
  }
}

/** A word that is in every second of a handful of passages is no common word yet. */
const COUNT_AT_LEAST = 1000;
/** Of what a short query asks, weighed by how rare its words are, a passage must have this much. */
const SHARE_WANTED = 0.34;
/** A long text is answered by what has about three rare words of it. */
const ENOUGH = 15;

/**
 * Whether a passage has enough of a query to be an answer rather than a coincidence. Only passages that the asker
 * may see are counted, so nothing shows of the others.
 */
class Relevance {
  readonly #weights: Map<string, number>;
  readonly #wanted: number;

  constructor(terms: readonly string[], found: readonly SearchResult[], passageCount: number) {
    const counts = new Map<string, number>(terms.map((term) => [term, 0]));
    for (const { queryTerms } of found) {
      for (const term of new Set(queryTerms)) counts.set(term, (counts.get(term) ?? 0) + 1);
    }
    const all = Math.max(passageCount, COUNT_AT_LEAST);
    this.#weights = new Map(
      [...counts].map(([term, n]) => [term, Math.log(1 + (all - n + 0.5) / (n + 0.5))]),
    );
    this.#wanted = Math.min(SHARE_WANTED * this.#sum(terms), ENOUGH);
  }

  suffices(matched: readonly string[]): boolean {
    return this.#sum(new Set(matched)) >= this.#wanted;
  }

  #sum(terms: Iterable<string>): number {
    let sum = 0;
    for (const term of terms) sum += this.#weights.get(term) ?? 0;
    return sum;
  }
}
