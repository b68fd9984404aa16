import type * as Y from 'yjs';
import type { Adding, Edit } from './edits.ts';
import { isOrderKey } from '../../collab/order.ts';
import { findEntry, indexOfEntry, keepFirstSet, makeRoom, type Place } from './place.ts';
import {
  breaksOf,
  isEntry,
  isVisible,
  readSequence,
  type SequenceEntry,
  type SequenceItem,
} from './sequence.ts';

/**
 * Moving tunes and sets, breaking and joining sets: each in one transaction. Moves take a maker of ids for the
 * breaks they leave.
 */

/** What lies between the last visible entry before `index` and `index`. */
function gapBefore(sequence: readonly SequenceItem[], index: number): SequenceItem[] {
  const previous = sequence.slice(0, index).findLastIndex(isVisible);
  return sequence.slice(previous + 1, index);
}

/**
 * Leaves a break where `entry` begins a set, also in the sequence in hand, so that what stays behind (or is
 * added there meanwhile by someone else) does not run into the set before.
 */
function leaveBreak(doc: Y.Doc, sequence: SequenceItem[], entry: SequenceEntry, moving: Adding): void {
  const index = sequence.indexOf(entry);
  if (!entry.begins || gapBefore(sequence, index).some((item) => item.kind === 'break')) return;
  const order = isOrderKey(entry.order) ? entry.order : makeRoom(doc, sequence, index, 1, moving.random)[0];
  const id = moving.newId();
  breaksOf(doc).set(id, order);
  sequence.splice(index, 0, { kind: 'break', id, order: order as string });
}

const say = (entry: SequenceEntry, continuesSet: boolean): void => {
  if (entry.continues !== continuesSet) entry.map.set('continuesSet', continuesSet);
};

/** The visible tunes of the set that `entry` is in; a binned one is alone. */
function setOf(sequence: readonly SequenceItem[], entry: SequenceEntry): SequenceEntry[] {
  const visible = sequence.filter(isVisible);
  const at = visible.indexOf(entry);
  if (at < 0) return [entry];
  const start = visible.slice(0, at + 1).findLastIndex((item) => item.begins);
  const next = visible.findIndex((item, index) => index > at && item.begins);
  return visible.slice(start, next < 0 ? undefined : next);
}

function previousVisible(sequence: readonly SequenceItem[], entry: SequenceEntry): SequenceEntry | undefined {
  return sequence.slice(0, sequence.indexOf(entry)).findLast(isVisible);
}

/** Takes `entry` to right before `nextId`, whose beginning of a set it takes over. */
function moveBefore(
  doc: Y.Doc,
  sequence: SequenceItem[],
  entry: SequenceEntry,
  nextId: string,
  moving: Adding,
): void {
  const next = sequence[indexOfEntry(sequence, nextId, 'before')] as SequenceEntry;
  if (previousVisible(sequence, next) === entry && !next.begins) return;
  const takesOver = next.visible && next.begins;
  doc.transact(() => {
    leaveBreak(doc, sequence, entry, moving);
    const others = sequence.filter((item) => item !== entry);
    const keys = makeRoom(doc, others, others.indexOf(next), takesOver ? 2 : 1, moving.random);
    // The break keeps the set's beginning even if someone moves this tune on at the same time.
    if (takesOver) breaksOf(doc).set(moving.newId(), keys[0]);
    entry.map.set('order', keys.at(-1));
    say(entry, !next.begins);
    if (takesOver) say(next, true);
  }, moving.origin);
}

export interface EntryPlace extends Place {
  /** With `after` or last: whether it joins the set of the tune before it. True unless it becomes the first of all. */
  continuesSet?: boolean | undefined;
}

/**
 * Moves one tune, within its set or to another. Behind a tune it joins that tune's set; before one it takes that
 * tune's place, beginning the set if that one did; first of all (`after: null`) it is a set of its own. Its
 * followers stay together where they were. Throws `not-found`, or `invalid` at `after` or `before`.
 */
export function moveEntry(doc: Y.Doc, id: string, place: EntryPlace, moving: Adding): void {
  const sequence = readSequence(doc);
  const entry = findEntry(sequence, id);
  if ((place.before ?? place.after) === id) return;
  if (place.before !== undefined) return moveBefore(doc, sequence, entry, place.before, moving);

  const { after } = place;
  if (typeof after === 'string') indexOfEntry(sequence, after, 'after');
  const previous = previousVisible(sequence, entry);
  const wantsToContinue = place.continuesSet ?? after !== null;
  if (entry.visible && previous && previous.id === after && wantsToContinue === !entry.begins) return;
  doc.transact(() => {
    leaveBreak(doc, sequence, entry, moving);
    const others = sequence.filter((item) => item !== entry);
    const index =
      after === undefined ? others.length : after === null ? 0 : indexOfEntry(others, after, 'after') + 1;
    const isFirst = !others.slice(0, index).some(isVisible);
    if (isFirst) keepFirstSet(others);
    entry.map.set('order', makeRoom(doc, others, index, 1, moving.random)[0]);
    say(entry, wantsToContinue && !isFirst);
  }, moving.origin);
}

/** Where a set goes: right behind a visible tune or first, since what ends a set lies before the next one's first tune. */
function setIndex(others: readonly SequenceItem[], place: Place): number {
  const id = place.before ?? place.after;
  if (id == null) return id === null ? 0 : others.length;
  const named = others[
    indexOfEntry(others, id, place.before === undefined ? 'after' : 'before')
  ] as SequenceEntry;
  const target = setOf(others, named);
  const behind =
    place.before === undefined ? target.at(-1) : previousVisible(others, target[0] as SequenceEntry);
  return behind === undefined ? 0 : others.indexOf(behind) + 1;
}

/**
 * Moves the whole set that `id` is in, to behind (or before) the set that the named tune is in, first (null) or
 * last. Binned tunes inside it go along. Throws `not-found`, or `invalid` at `after` or `before`.
 */
export function moveSet(doc: Y.Doc, id: string, place: Place, moving: Adding): void {
  const sequence = readSequence(doc);
  const set = setOf(sequence, findEntry(sequence, id));
  const first = set[0] as SequenceEntry;
  const moved = sequence
    .slice(sequence.indexOf(first), sequence.indexOf(set.at(-1) as SequenceEntry) + 1)
    .filter((item) => isEntry(item) && (item.visible || item.deleted)) as SequenceEntry[];
  const isMoved = (item: SequenceItem): boolean => isEntry(item) && moved.includes(item);
  const targetId = place.before ?? place.after;
  if (moved.some((entry) => entry.id === targetId)) return;
  if (targetId != null) indexOfEntry(sequence, targetId, place.before === undefined ? 'after' : 'before');
  doc.transact(() => {
    leaveBreak(doc, sequence, first, moving);
    const others = sequence.filter((item) => !isMoved(item));
    const index = setIndex(others, place);
    if (!others.slice(0, index).some(isVisible)) keepFirstSet(others);
    const keys = makeRoom(doc, others, index, moved.length, moving.random);
    moved.forEach((entry, i) => entry.map.set('order', keys[i]));
    say(first, false);
  }, moving.origin);
}

/** Lets a new set begin at this tune. Nothing happens where one does. Throws `not-found`. */
export function breakSet(doc: Y.Doc, id: string, edit: Edit): void {
  const entry = findEntry(readSequence(doc), id);
  if (entry.begins) return;
  doc.transact(() => say(entry, false), edit.origin);
}

/** Joins the set that this tune is in to the one before it; nothing happens to the first. Throws `not-found`. */
export function joinSets(doc: Y.Doc, id: string, edit: Edit): void {
  const sequence = readSequence(doc);
  const entry = findEntry(sequence, id);
  const first = setOf(sequence, entry)[0] as SequenceEntry;
  if (!entry.visible || !previousVisible(sequence, first)) return;
  doc.transact(() => {
    for (const item of gapBefore(sequence, sequence.indexOf(first))) {
      if (item.kind === 'break') breaksOf(doc).delete(item.id);
      else if (item.deleted) say(item, true);
    }
    say(first, true);
  }, edit.origin);
}
