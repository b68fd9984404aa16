/**
 * The longest part of `places` that rises: what kept its order, so that everything else was moved. Patience
 * sorting with links back (C. Schensted, 1961), n log n. Numbers must differ from each other.
 */
export function inOrder(places: readonly number[]): number[] {
  /** Where in `places` the best run of each length ends. */
  const ends: number[] = [];
  const before: (number | undefined)[] = [];
  for (const [at, place] of places.entries()) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((places[ends[middle] ?? 0] ?? 0) < place) low = middle + 1;
      else high = middle;
    }
    before[at] = ends[low - 1];
    ends[low] = at;
  }
  const run: number[] = [];
  for (let at = ends.at(-1); at !== undefined; at = before[at]) run.unshift(places[at] ?? 0);
  return run;
}
