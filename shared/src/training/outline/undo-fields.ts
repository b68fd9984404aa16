import type * as Y from 'yjs';
import { readItems, readSequence, type Item } from './sequence.ts';
import { metadataOf, topicsOf } from './shape.ts';

/** Origin of what an undo leaves for others' sake: not the person's own, so that it is no step of theirs. */
const UNDO_LEAVES = Symbol('left by an undo');

/** Said to be there always (shape.ts); the others may rightly come and go. */
const COMES_AND_GOES = new Set(['deleted', 'copyOf']);

type Kept = [map: Y.Map<unknown>, key: string, value: unknown];

const topicItems = (doc: Y.Doc): Item[] => {
  const topics = topicsOf(doc);
  return topics ? readItems(doc, topics) : [];
};

/** Plain values by where they are; shared texts are not copied, and nobody replaces them. */
function plainFields(doc: Y.Doc): Kept[] {
  const maps = [metadataOf(doc), ...[...readSequence(doc), ...topicItems(doc)].map(({ map }) => map)];
  return maps.flatMap((map) =>
    [...map.entries()]
      .filter(([key, value]) => !COMES_AND_GOES.has(key) && !isShared(value))
      .map(([key, value]): Kept => [map, key, value]),
  );
}

const isShared = (value: unknown): boolean => typeof value === 'object' && value !== null && '_item' in value;

/**
 * Goes one step back or forth. Where two gave one field a value at the same time, Yjs has no earlier value to go back
 * to and would leave the field without one: a section without a place, kind or duration. It keeps what it had.
 */
export function keepFields(doc: Y.Doc, step: () => boolean): boolean {
  const before = plainFields(doc);
  const done = step();
  const lost = before.filter(([map, key]) => map._item?.deleted !== true && !map.has(key));
  if (lost.length > 0) {
    doc.transact(() => {
      for (const [map, key, value] of lost) map.set(key, value);
    }, UNDO_LEAVES);
  }
  return done;
}
