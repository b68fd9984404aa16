import type { SearchResult } from 'minisearch';

export interface Evidence {
  /** What was asked for. */
  terms: readonly string[];
  found: readonly Pick<SearchResult, 'queryTerms'>[];
  /** Terms that were found only as a word that is spelt like them. */
  misspelt: ReadonlySet<string>;
  /** How many passages the asker may see. */
  passageCount: number;
}

/** A word that is in every second of a handful of passages is no common word yet. */
const COUNT_AT_LEAST = 1000;
/** What the best passage must have of a query, weighed by how rare the words are. */
const SHARE_WANTED = 0.3;
/** A long text is answered by what has about two rare words of it. */
const ENOUGH = 15;
/** Once something answers, what has this part of it comes along. */
const TAIL = 0.3;
const MISSPELT_WEIGHT = 0.5;

/**
 * Whether what was found is an answer or a coincidence of words; without this a question about a washing machine
 * would be answered by whatever has "repair" in it. Only passages that the asker may see are counted, so nothing
 * shows of the others.
 */
export class Relevance {
  readonly isAnswered: boolean;
  readonly #weights = new Map<string, number>();
  readonly #wanted: number;

  constructor({ terms, found, misspelt, passageCount }: Evidence) {
    const counts = new Map<string, number>();
    for (const { queryTerms } of found) {
      for (const term of new Set(queryTerms)) counts.set(term, (counts.get(term) ?? 0) + 1);
    }
    const all = Math.max(passageCount, COUNT_AT_LEAST);
    let asked = 0;
    for (const term of terms) {
      const count = misspelt.has(term) ? 0 : (counts.get(term) ?? 0);
      const weight = Math.log(1 + (all - count + 0.5) / (count + 0.5));
      asked += weight;
      this.#weights.set(term, misspelt.has(term) ? weight * MISSPELT_WEIGHT : weight);
    }
    this.#wanted = Math.min(SHARE_WANTED * asked, ENOUGH);
    this.isAnswered = found.some((hit) => this.#evidence(hit) >= this.#wanted);
  }

  suffices(hit: Pick<SearchResult, 'queryTerms'>): boolean {
    return this.#evidence(hit) >= TAIL * this.#wanted;
  }

  #evidence({ queryTerms }: Pick<SearchResult, 'queryTerms'>): number {
    let sum = 0;
    for (const term of new Set(queryTerms)) sum += this.#weights.get(term) ?? 0;
    return sum;
  }
}
