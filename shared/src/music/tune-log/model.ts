import * as Y from 'yjs';
import { NOTES_MAX } from './schema.ts';
import { breaksOf, entriesOf, isComplete, metaOf, readSequence, type EntryFields } from './sequence.ts';

/** The tune log as everyone sees it: entries in order, sets, the bin, the rows of the projection, the notes. */

export interface TuneLogEntry extends EntryFields {
  id: string;
  order: string;
  /** As it holds for everyone: false for the first visible tune of every set. */
  continuesSet: boolean;
  deleted: boolean;
}

/**
 * The entries in order. What has neither a tune nor a name stays out, and so do binned ones unless asked for.
 * Junk written by a client is as if it were not there: wrong types are absent, a name is cut at 200 characters,
 * a key of more than 20 is ignored, an entry without a usable order comes last.
 */
export function readEntries(doc: Y.Doc, options: { includeDeleted?: boolean } = {}): TuneLogEntry[] {
  const entries: TuneLogEntry[] = [];
  for (const item of readSequence(doc)) {
    if (item.kind !== 'entry' || !isComplete(item.fields)) continue;
    if (item.deleted && !options.includeDeleted) continue;
    entries.push({
      id: item.id,
      order: item.order,
      ...item.fields,
      continuesSet: !item.begins,
      deleted: item.deleted,
    });
  }
  return entries;
}

/** The binned entries, in the order they would come back to. */
export const readBin = (doc: Y.Doc): TuneLogEntry[] =>
  readEntries(doc, { includeDeleted: true }).filter((entry) => entry.deleted);

/** The visible entries by set; the first always begins one. */
export function readSets(entries: readonly TuneLogEntry[]): TuneLogEntry[][] {
  const sets: TuneLogEntry[][] = [];
  for (const entry of entries) {
    if (entry.deleted) continue;
    const current = sets.at(-1);
    if (current && entry.continuesSet) current.push(entry);
    else sets.push([entry]);
  }
  return sets;
}

/** A row as REST and the store have it, by the names of API.md. */
export interface TuneLogRow {
  id: string;
  /** 1000, 2000, … in the order of the log. */
  orderNumber: number;
  tuneId: string | null;
  name: string | null;
  key: string | null;
  settingId: number | null;
  continuesSet: boolean;
  playedTimestamp: string | null;
  insertedTimestamp: string | null;
  loggedBy: string | null;
}

export const ORDER_NUMBER_STEP = 1000;

export function projectEntries(entries: readonly TuneLogEntry[]): TuneLogRow[] {
  return entries
    .filter((entry) => !entry.deleted)
    .map((entry, index) => ({
      id: entry.id,
      orderNumber: (index + 1) * ORDER_NUMBER_STEP,
      tuneId: entry.tuneId,
      name: entry.name,
      key: entry.key,
      settingId: entry.settingId,
      continuesSet: index > 0 && entry.continuesSet,
      playedTimestamp: entry.playedAt,
      insertedTimestamp: entry.insertedAt,
      loggedBy: entry.loggedBy,
    }));
}

/** The shared text of the evening, for an editor to bind to; undefined until the server has seeded the document. */
export function notesText(doc: Y.Doc): Y.Text | undefined {
  const notes = metaOf(doc).get('notes');
  return notes instanceof Y.Text ? notes : undefined;
}

export const readNotes = (doc: Y.Doc): string => notesText(doc)?.toJSON().slice(0, NOTES_MAX) ?? '';

/** The shape described in sequence.ts. Raise it when an older client could no longer take part. */
export const TUNE_LOG_VERSION = 1;

/** The shape a document was made with; 0 before the server has seeded it. */
export function tuneLogVersion(doc: Y.Doc): number {
  const version = metaOf(doc).get('version');
  return typeof version === 'number' && Number.isInteger(version) && version > 0 ? version : 0;
}

/**
 * Makes the roots, the notes and the version, where missing. Only the server does this, before anyone joins:
 * two clients that each seeded would have one's notes swallow the other's.
 */
export function seedTuneLog(doc: Y.Doc, origin: unknown = null): void {
  entriesOf(doc);
  breaksOf(doc);
  if (tuneLogVersion(doc) > 0 && notesText(doc)) return;
  doc.transact(() => {
    if (tuneLogVersion(doc) === 0) metaOf(doc).set('version', TUNE_LOG_VERSION);
    if (!notesText(doc)) metaOf(doc).set('notes', new Y.Text());
  }, origin);
}
