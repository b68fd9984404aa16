import type * as Y from 'yjs';
import { AppError, invalidField } from '../../core/errors.ts';
import { cryptoRandom, placeKeys, type Random } from '../../collab/order.ts';
import { breaksOf, isEntry, isVisible, type SequenceEntry, type SequenceItem } from './sequence.ts';

/** Finding places in the log and making room at them; what adding and moving share. */

/** Behind an entry (null: first of all), or before one; neither means last. */
export interface Place {
  after?: string | null | undefined;
  before?: string | undefined;
}

/** The entry of that id, binned or not. Throws `not-found`. */
export function findEntry(sequence: readonly SequenceItem[], id: string): SequenceEntry {
  const found = sequence.filter(isEntry).find((item) => item.id === id);
  if (!found) throw new AppError('not-found', 'There is no such tune in this log.');
  return found;
}

/** Its index, for a place that names it as `field`. Throws `invalid` on that field. */
export function indexOfEntry(sequence: readonly SequenceItem[], id: string, field: keyof Place): number {
  const index = sequence.findIndex((item) => isEntry(item) && item.id === id);
  if (index < 0) throw invalidField(field, 'must be a tune of this log');
  return index;
}

/** Keys for `count` items at `index`, having written new ones to neighbours whose keys left no
 * room (to the document, and to the sequence in hand). */
export function makeRoom(
  doc: Y.Doc,
  sequence: readonly SequenceItem[],
  index: number,
  count: number,
  random: Random = cryptoRandom,
): string[] {
  const { keys, rekeyed } = placeKeys(sequence, index, count, random);
  for (const [at, order] of rekeyed) {
    const item = sequence[at];
    if (!item) continue;
    item.order = order;
    if (item.kind === 'break') breaksOf(doc).set(item.id, order);
    else item.map.set('order', order);
  }
  return keys;
}

/**
 * Before something is put in front of the whole night: the tune that began it only by being first now says so
 * itself, or it would slip into the set of what comes before.
 */
export function keepFirstSet(sequence: readonly SequenceItem[]): void {
  const first = sequence.find(isVisible);
  if (first?.continues) first.map.set('continuesSet', false);
}
