import { fuseByRank, type Passage, TextIndex } from '@ensemble/shared/search';
import { VectorIndex } from './vector-index.ts';

/** A passage with its vector, where an embedder has made one. */
export type IndexedPassage = Passage & { vector: Float32Array | null };

export interface SearchQuery {
  text: string;
  /** The query's vector, null to go by words alone. */
  vector: Float32Array | null;
  limit: number;
  /** Whether the one who asks may see this group: nothing of the others shows, not even in the scores' order. */
  accepts(group: string): boolean;
}

export interface SearchHit {
  id: string;
  group: string;
  /** Comparable within one answer. */
  score: number;
  /** The query's terms that are in it; empty where it was found by meaning alone. */
  terms: readonly string[];
}

/** Passages, found by words and, where there are vectors, by meaning. Knows nothing of documents or people. */
export interface SearchIndex {
  /** Takes the place of what the group had. */
  put(group: string, passages: readonly IndexedPassage[]): void;
  drop(group: string): void;
  /** Best first; empty when nothing answers. */
  search(query: SearchQuery): SearchHit[];
}

/** How many of each list are fused: those further down no longer change the first places. */
const FUSED = 100;

/** All in memory. Words and vectors each give a list; the two become one by rank. */
export class MemoryIndex implements SearchIndex {
  readonly #words = new TextIndex();
  readonly #vectors = new VectorIndex();

  put(group: string, passages: readonly IndexedPassage[]): void {
    this.#words.put(group, passages);
    this.#vectors.put(group, passages);
  }

  drop(group: string): void {
    this.#words.drop(group);
    this.#vectors.drop(group);
  }

  search({ text, vector, limit, accepts }: SearchQuery): SearchHit[] {
    if (vector === null) return this.#words.search(text, { limit, accepts });
    const byWords = this.#words.search(text, { limit: FUSED, accepts });
    const byMeaning = this.#vectors.search(vector, { limit: FUSED, accepts });
    const known = new Map<string, { group: string; terms: readonly string[] }>();
    for (const { id, group } of byMeaning) known.set(id, { group, terms: [] });
    for (const { id, group, terms } of byWords) known.set(id, { group, terms });
    const lists = [byWords, byMeaning].map((list) => list.map(({ id }) => id));
    return fuseByRank(lists)
      .slice(0, limit)
      .flatMap(({ id, score }) => {
        const hit = known.get(id);
        return hit ? [{ id, score, ...hit }] : [];
      });
  }
}
