import { Rng } from '@ensemble/shared';
import type { Query } from './corpus.ts';

/** The first places that count. */
export const DEPTH = 10;

/** Documents for a query, best first. */
export type Finder = (query: string) => readonly string[];

export interface Interval {
  mean: number;
  low: number;
  high: number;
}

const discounted = (grades: readonly number[]): number =>
  grades.reduce((sum, grade, rank) => sum + (2 ** grade - 1) / Math.log2(rank + 2), 0);

/** Normalised discounted cumulative gain of the first ten: 1 is the best order there can be. */
export function ndcg(found: readonly string[], { relevant }: Query): number {
  const ideal = [...relevant.values()].sort((a, b) => b - a).slice(0, DEPTH);
  const grades = found.slice(0, DEPTH).map((name) => relevant.get(name) ?? 0);
  return discounted(grades) / discounted(ideal);
}

/** Which share of the documents that answer is among the first ten. */
export function recall(found: readonly string[], { relevant }: Query): number {
  const hits = found.slice(0, DEPTH).filter((name) => relevant.has(name)).length;
  return hits / Math.min(relevant.size, DEPTH);
}

const RESAMPLES = 2000;
/** Changing it changes the ends of the intervals in the third figure. */
const SEED = 20260412;

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The mean and its 95 % interval by the bootstrap: queries drawn again and again with replacement. */
export function bootstrap(values: readonly number[]): Interval {
  const rng = new Rng(SEED);
  const means = Array.from({ length: RESAMPLES }, () => mean(values.map(() => rng.pick(values)))).sort(
    (a, b) => a - b,
  );
  const at = (share: number): number => means[Math.floor(share * (RESAMPLES - 1))] ?? 0;
  return { mean: mean(values), low: at(0.025), high: at(0.975) };
}
