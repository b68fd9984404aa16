import * as Y from 'yjs';
import { KEY_MAX, NAME_MAX } from './schema.ts';

/**
 * The raw document, read defensively: a client can write anything into it, so every value is checked and what
 * is not understood is as if it were not there.
 *
 *   entries: Y.Map<id, Y.Map{ order, tuneId?, name, continuesSet, key?, settingId?, playedAt?, loggedBy, insertedAt, deleted? }>
 *   breaks:  Y.Map<id, order>   places where a set ends although the tune that began the next has moved away
 *   meta:    Y.Map{ version, notes: Y.Text }
 *
 * Sets. A tune that says `continuesSet` belongs to the set of the visible tune before it, unless something in
 * between ends that set: a binned tune that began one, or a break. So taking away the first tune of a set lets
 * the next one begin it, without writing to the next one; it holds whatever others do to that one meanwhile.
 */
export const entriesOf = (doc: Y.Doc): Y.Map<unknown> => doc.getMap('entries');
export const breaksOf = (doc: Y.Doc): Y.Map<unknown> => doc.getMap('breaks');
export const metaOf = (doc: Y.Doc): Y.Map<unknown> => doc.getMap('meta');

/** Sorts what has no usable order behind everything that has. */
const NO_ORDER = '\uffff';
const LONGEST_ORDER = 1000;

export interface EntryFields {
  tuneId: string | null;
  name: string | null;
  key: string | null;
  settingId: number | null;
  /** UTC, ISO 8601. */
  playedAt: string | null;
  /** User id, stamped by the server; null until it has been. */
  loggedBy: string | null;
  insertedAt: string | null;
}

export interface SequenceBreak {
  kind: 'break';
  id: string;
  order: string;
}

export interface SequenceEntry {
  kind: 'entry';
  id: string;
  order: string;
  map: Y.Map<unknown>;
  fields: EntryFields;
  deleted: boolean;
  /** Neither binned nor without both name and tune. */
  visible: boolean;
  /** What the entry itself says. */
  continues: boolean;
  /** What holds for everyone: whether it begins a set (for a binned one: whether it would). */
  begins: boolean;
  /** Made by this client's own document. */
  own: boolean;
}

export type SequenceItem = SequenceBreak | SequenceEntry;

export const isUsableId = (id: string): boolean => /^[\w-]{1,64}$/.test(id);

/** Cuts at `max` UTF-16 units without halving a character; control characters become spaces. */
function cleanText(value: unknown, max: number): string | null {
  if (typeof value !== 'string') return null;
  let head = value.slice(0, max);
  if (/[\uD800-\uDBFF]$/.test(head)) head = head.slice(0, -1);
  const clean = head.replace(/\p{Cc}/gu, ' ').trim();
  return clean === '' ? null : clean;
}

const tuneIdOf = (value: unknown): string | null =>
  typeof value === 'string' && /^[0-9a-f]{24}$/.test(value) ? value : null;

/** A key cut short would be another key, so one that is too long says nothing. */
const keyOf = (value: unknown): string | null =>
  typeof value === 'string' && value.length <= KEY_MAX ? cleanText(value, KEY_MAX) : null;

const settingOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= 2_147_483_647 ? value : null;

const instantOf = (value: unknown): string | null => {
  if (typeof value !== 'string' || value.length > 40 || !/^\d{4}-\d{2}-\d{2}T/.test(value)) return null;
  const ms = Date.parse(value);
  return Number.isFinite(ms) ? new Date(ms).toISOString() : null;
};

const userOf = (value: unknown): string | null =>
  typeof value === 'string' && isUsableId(value) ? value : null;

const orderOf = (value: unknown): string =>
  typeof value === 'string' && value !== '' && value.length <= LONGEST_ORDER ? value : NO_ORDER;

/** The entry's Y.Map, if that is what is stored under the id. */
export function entryMap(doc: Y.Doc, id: string): Y.Map<unknown> | undefined {
  const value = entriesOf(doc).get(id);
  return value instanceof Y.Map ? value : undefined;
}

function readEntry(doc: Y.Doc, id: string, map: Y.Map<unknown>): SequenceEntry {
  const fields: EntryFields = {
    tuneId: tuneIdOf(map.get('tuneId')),
    name: cleanText(map.get('name'), NAME_MAX),
    key: keyOf(map.get('key')),
    settingId: settingOf(map.get('settingId')),
    playedAt: instantOf(map.get('playedAt')),
    loggedBy: userOf(map.get('loggedBy')),
    insertedAt: instantOf(map.get('insertedAt')),
  };
  const deleted = map.get('deleted') === true;
  return {
    kind: 'entry',
    id,
    order: orderOf(map.get('order')),
    map,
    fields,
    deleted,
    visible: !deleted && isComplete(fields),
    continues: map.get('continuesSet') === true,
    begins: false,
    own: map._item?.id.client === doc.clientID,
  };
}

export const isComplete = (fields: EntryFields): boolean => fields.tuneId !== null || fields.name !== null;

export const isEntry = (item: SequenceItem): item is SequenceEntry => item.kind === 'entry';
export const isVisible = (item: SequenceItem): item is SequenceEntry => item.kind === 'entry' && item.visible;

/** By order, then a break before the tune it shares a place with, then id: the same everywhere. */
function compareItems(a: SequenceItem, b: SequenceItem): number {
  if (a.order !== b.order) return a.order < b.order ? -1 : 1;
  if (a.kind !== b.kind) return a.kind === 'break' ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

/** Fills in `begins`. Entries without name and tune neither begin nor end a set. */
function markSets(sequence: readonly SequenceItem[]): void {
  let first = true;
  let ended = false;
  for (const item of sequence) {
    if (item.kind === 'break') {
      ended = true;
      continue;
    }
    item.begins = first || ended || !item.continues;
    if (item.visible) first = ended = false;
    else if (item.deleted && isComplete(item.fields) && !item.continues) ended = true;
  }
}

/** Everything that has a place, in order: visible, binned and incomplete entries, and breaks. */
export function readSequence(doc: Y.Doc): SequenceItem[] {
  const items: SequenceItem[] = [];
  entriesOf(doc).forEach((value, id) => {
    if (value instanceof Y.Map && isUsableId(id)) items.push(readEntry(doc, id, value));
  });
  breaksOf(doc).forEach((value, id) => {
    if (isUsableId(id) && typeof value === 'string') items.push({ kind: 'break', id, order: orderOf(value) });
  });
  items.sort(compareItems);
  markSets(items);
  return items;
}
