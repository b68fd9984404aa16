export interface VectorHit {
  id: string;
  group: string;
  /** Cosine, at most 1. */
  score: number;
}

/**
 * Below this cosine a passage says something else. Every passage is somewhat near to every query: without a floor
 * nothing would ever be "nothing found".
 */
const NEAR = 0.45;

/** Passages by their vectors. Every one is compared: exact, and quick for the tens of thousands that one node keeps. */
export class VectorIndex {
  readonly #groups = new Map<string, { id: string; vector: Float32Array }[]>();

  put(group: string, passages: readonly { id: string; vector: Float32Array | null }[]): void {
    const known = passages.flatMap(({ id, vector }) => (vector ? [{ id, vector: unit(vector) }] : []));
    if (known.length > 0) this.#groups.set(group, known);
    else this.#groups.delete(group);
  }

  drop(group: string): void {
    this.#groups.delete(group);
  }

  search(
    query: Float32Array,
    { limit, accepts }: { limit: number; accepts(group: string): boolean },
  ): VectorHit[] {
    const wanted = unit(query);
    const hits: VectorHit[] = [];
    for (const [group, passages] of this.#groups) {
      if (!accepts(group)) continue;
      for (const { id, vector } of passages) {
        const score = dot(wanted, vector);
        if (score >= NEAR) hits.push({ id, group, score });
      }
    }
    return hits.sort((a, b) => b.score - a.score).slice(0, limit);
  }
}

function dot(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return 0;
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dot(vector, vector));
  return length === 0 ? vector : vector.map((value) => value / length);
}
