import * as Y from 'yjs';
import { cryptoRandom, placeKeys, type Random } from '../../collab/order.ts';
import { AppError, invalidField } from '../../core/errors.ts';
import { isUsableId, sectionsOf } from './shape.ts';
import { orderOf } from './values.ts';

/** Items in their order, the places among them, and room for more: sections and custom topics alike. */

export interface Item {
  id: string;
  order: string;
  map: Y.Map<unknown>;
  deleted: boolean;
  /** Made by this client's own document, so that what it adds next belongs to the same run (order.ts). */
  own: boolean;
}

/** Everything with a place, binned or not: by order, then id, the same everywhere. */
export function readItems(doc: Y.Doc, items: Y.Map<unknown>): Item[] {
  const list: Item[] = [];
  items.forEach((value, id) => {
    if (!(value instanceof Y.Map) || !isUsableId(id)) return;
    list.push({
      id,
      order: orderOf(value.get('order')),
      map: value as Y.Map<unknown>,
      deleted: value.get('deleted') === true,
      own: value._item?.id.client === doc.clientID,
    });
  });
  return list.sort((a, b) => {
    if (a.order !== b.order) return a.order < b.order ? -1 : 1;
    return a.id < b.id ? -1 : 1;
  });
}

export const readSequence = (doc: Y.Doc): Item[] => readItems(doc, sectionsOf(doc));

/** Behind a section (null: first of all), or before one; neither means last. */
export interface Place {
  after?: string | null | undefined;
  before?: string | undefined;
}

const NOUNS = { section: 'section of this outline', topic: 'topic of this draft' } as const;
export type Noun = keyof typeof NOUNS;

/** The item of that id, binned or not. Throws `not-found`. */
export function findItem(sequence: readonly Item[], id: string, noun: Noun = 'section'): Item {
  const found = sequence.find((item) => item.id === id);
  if (!found) throw new AppError('not-found', `There is no such ${NOUNS[noun]}.`);
  return found;
}

/** Where in the sequence that place is. Throws `invalid` at `after` or `before`. */
export function indexOfPlace(
  sequence: readonly Item[],
  { after, before }: Place,
  noun: Noun = 'section',
): number {
  const at = (id: string, field: keyof Place): number => {
    const index = sequence.findIndex((item) => item.id === id);
    if (index < 0) throw invalidField(field, `must be a ${NOUNS[noun]}`);
    return index;
  };
  if (before !== undefined) return at(before, 'before');
  if (after === null) return 0;
  return after === undefined ? sequence.length : at(after, 'after') + 1;
}

/**
 * Keys for `count` items at `index`, having written new ones to neighbours whose own left no room: equal ones (two
 * people's, made at the same time), corrupt or overlong ones. Also in the sequence in hand.
 */
export function makeRoom(
  sequence: readonly Item[],
  index: number,
  count: number,
  random: Random = cryptoRandom,
): string[] {
  const { keys, rekeyed } = placeKeys(sequence, index, count, random);
  for (const [at, order] of rekeyed) {
    const item = sequence[at];
    if (!item) continue;
    item.order = order;
    item.map.set('order', order);
  }
  return keys;
}

/** Takes one item to a place, to be called within a transaction. Nothing is written where it already is. */
export function moveItem(
  sequence: readonly Item[],
  item: Item,
  place: Place,
  random: Random | undefined,
  noun: Noun = 'section',
): void {
  if (place.after === item.id || place.before === item.id) return;
  const others = sequence.filter((other) => other !== item);
  const index = indexOfPlace(others, place, noun);
  if (sequence.indexOf(item) === index) return;
  item.map.set('order', makeRoom(others, index, 1, random)[0]);
}
