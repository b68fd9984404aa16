import * as Y from 'yjs';

/** Looking into shared types at the level of Yjs's own items: where somebody's characters are, whatever holds them. */

/** Everything live in a type, at any depth: entries, elements, texts. Without recursion: clients say how deep it goes. */
export function* liveItems(root: Y.AbstractType<unknown>): Generator<Y.Item> {
  const types = [root];
  for (let type = types.pop(); type; type = types.pop()) {
    const items = [...type._map.values()];
    for (let item = type._start; item !== null; item = item.right) items.push(item);
    for (const item of items) {
      if (item.deleted) continue;
      yield item;
      if (item.content instanceof Y.ContentType) types.push(item.content.type as Y.AbstractType<unknown>);
    }
  }
}

/** Whether an item came with this transaction. */
export const isNew = (item: Y.Item | null, transaction: Y.Transaction): boolean =>
  item !== null && item.id.clock >= (transaction.beforeState.get(item.id.client) ?? 0);

/**
 * Where a type has grown past `max` characters and nodes, what this transaction put into it is taken out again, and
 * nothing else: whoever fills a text up takes no words from others. `writing` is the transaction to do it in.
 */
export function refuseGrowth(
  type: unknown,
  max: number,
  transaction: Y.Transaction,
  writing: Y.Transaction,
): void {
  const items = [...liveItems(type as Y.AbstractType<unknown>)];
  if (items.reduce((sum, item) => sum + item.length, 0) <= max) return;
  for (const item of items) if (!item.deleted && isNew(item, transaction)) item.delete(writing);
}
