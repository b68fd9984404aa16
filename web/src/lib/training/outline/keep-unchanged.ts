/** Keeps every object that did not change, so that a list of a hundred draws only the rows that did. */
export function keepUnchanged<Item extends { id: string }>(
  before: readonly Item[],
  after: readonly Item[],
): readonly Item[] {
  const known = new Map(before.map((item) => [item.id, item]));
  const kept = after.map((item) => {
    const old = known.get(item.id);
    if (old === item || !old) return item;
    return JSON.stringify(old) === JSON.stringify(item) ? old : item;
  });
  const same = kept.length === before.length && kept.every((item, at) => item === before[at]);
  return same ? before : kept;
}
