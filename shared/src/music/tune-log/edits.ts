import type * as Y from 'yjs';
import { z } from 'zod';
import { AppError } from '../../core/errors.ts';
import { parseInput } from '../../core/parse-input.ts';
import { notesText } from './model.ts';
import type { Random } from '../../collab/order.ts';
import { findEntry } from './place.ts';
import { NOTES_MAX, neitherNorName, TunePatch } from './schema.ts';
import { isComplete, readSequence } from './sequence.ts';

/**
 * Actions on tunes already logged, each in exactly one transaction, so that undo takes it back whole. Actions never
 * write loggedBy or insertedAt: those are the server's to say (guard.ts).
 */
export interface Edit {
  /** Who does it: undo managers and the server tell transactions apart by this. */
  origin: unknown;
  /** For the jitter of order keys; the platform's own unless told. */
  random?: Random;
}

export interface Adding extends Edit {
  /** Makes ids of 24 hex digits. */
  newId: () => string;
}

/**
 * Changes what a tune is called, which tune it is, its key, setting or time; a binned one too, so that restoring
 * it brings back the newest text. Throws `not-found`, or `invalid` when neither tune nor name would be left.
 */
export function changeTune(doc: Y.Doc, id: string, patch: TunePatch, edit: Edit): void {
  const changes = parseInput(TunePatch, patch);
  const { map, fields } = findEntry(readSequence(doc), id);
  const said = (name: 'name' | 'tuneId'): string | null =>
    changes[name] === undefined ? fields[name] : changes[name] || null;
  if (!isComplete({ ...fields, name: said('name'), tuneId: said('tuneId') })) throw neitherNorName();
  doc.transact(() => {
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined || map.get(name) === value) continue;
      if (value === null || value === '') map.delete(name);
      else map.set(name, value);
    }
  }, edit.origin);
}

/** Says which tune it is, keeping what it was called; null says that nobody knows. */
export function linkTune(
  doc: Y.Doc,
  id: string,
  link: { tuneId: string | null; name?: string | null },
  edit: Edit,
): void {
  changeTune(doc, id, link, edit);
}

function setDeleted(doc: Y.Doc, ids: readonly string[], deleted: boolean, edit: Edit): void {
  const sequence = readSequence(doc);
  const entries = ids.map((id) => findEntry(sequence, id)).filter((entry) => entry.deleted !== deleted);
  if (entries.length === 0) return;
  doc.transact(() => {
    for (const { map } of entries) {
      if (deleted) map.set('deleted', true);
      else map.delete('deleted');
    }
  }, edit.origin);
}

/** Puts tunes into the bin. They keep their place, so restoring brings them back to it. Throws `not-found`. */
export const deleteEntries = (doc: Y.Doc, ids: readonly string[], edit: Edit): void =>
  setDeleted(doc, ids, true, edit);

export const restoreEntries = (doc: Y.Doc, ids: readonly string[], edit: Edit): void =>
  setDeleted(doc, ids, false, edit);

export const restoreEntry = (doc: Y.Doc, id: string, edit: Edit): void => restoreEntries(doc, [id], edit);

/**
 * Makes the notes read `text` by the smallest change, so that someone typing elsewhere in them keeps their
 * words. Throws `unavailable` before the server has seeded the document.
 */
export function setNotes(doc: Y.Doc, text: string, edit: Edit): void {
  const wanted = parseInput(z.string().max(NOTES_MAX), text, ['notes']);
  const notes = notesText(doc);
  if (!notes) throw new AppError('unavailable', 'The notes are still loading.');
  const current = notes.toJSON();
  if (current === wanted) return;
  let head = 0;
  while (head < Math.min(current.length, wanted.length) && current[head] === wanted[head]) head++;
  // Never between the halves of a character: each half alone is not one.
  if (/[\uD800-\uDBFF]/.test(current[head - 1] ?? '')) head--;
  let tail = 0;
  const most = Math.min(current.length, wanted.length) - head;
  while (tail < most && current.at(-1 - tail) === wanted.at(-1 - tail)) tail++;
  if (/[\uDC00-\uDFFF]/.test(current[current.length - tail] ?? '')) tail--;
  doc.transact(() => {
    notes.delete(head, current.length - head - tail);
    notes.insert(head, wanted.slice(head, wanted.length - tail));
  }, edit.origin);
}
