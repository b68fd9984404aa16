export interface ListChange {
  $set: Record<string, unknown>;
  $push: Record<string, unknown>;
}

/**
 * What of a stored list must be written to make it `after`, where what is the same object stays as it is: what is
 * new at its end, or what changed in its place; the whole list when it is both (which no single update can say) or
 * has become shorter. An evening's history is long and a booking adds one row to it. Only for an update that is
 * guarded against every other write of the list, since places are told by their number.
 */
export function listChange<Item>(
  name: string,
  before: readonly Item[],
  after: readonly Item[],
  rowOf: (item: Item) => unknown,
): ListChange {
  if (after === before) return { $set: {}, $push: {} };
  const changed = before.flatMap((item, i) => (after[i] === item ? [] : [i]));
  const added = after.slice(before.length);
  if (after.length < before.length || (changed.length > 0 && added.length > 0)) {
    return { $set: { [name]: after.map(rowOf) }, $push: {} };
  }
  return {
    $set: Object.fromEntries(changed.map((i) => [`${name}.${i}`, rowOf(after[i] as Item)])),
    $push: added.length === 0 ? {} : { [name]: { $each: added.map(rowOf) } },
  };
}
