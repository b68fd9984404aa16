import * as Y from 'yjs';
import { z } from 'zod';
import { AppError, invalidField } from '../../core/errors.ts';
import { parseInput } from '../../core/parse-input.ts';
import { TITLE_MAX } from '../metadata.schema.ts';
import { SectionId, SectionPatch, SECTIONS_MAX } from '../outline.schema.ts';
import { htmlToBlocks } from '../rich-text/html-read.ts';
import { readFragment } from '../rich-text/fragment-read.ts';
import { makeFragment, writeBlocks } from '../rich-text/fragment-write.ts';
import { fragmentToHtml } from '../rich-text/index.ts';
import { setText } from '../rich-text/text-edit.ts';
import { trimBin } from './bin.ts';
import { readSection } from './model.ts';
import { NewSection, type Adding, type Edit } from './schema.ts';
import {
  findItem,
  indexOfPlace,
  makeRoom,
  moveItem,
  readSequence,
  type Item,
  type Place,
} from './sequence.ts';
import { asFragment, asText, sectionsOf } from './shape.ts';
import { cleanLine, sameValue, textOf } from './values.ts';

/** Everything a person does to sections, each in one transaction. */

type ParsedSection = z.output<typeof NewSection>;

/** All fields of a new section; `deleted` and `copyOf` come only when there is something to say. */
export function makeSection(
  section: Omit<ParsedSection, 'descriptionHtml' | 'id'>,
  description: Y.XmlFragment,
  order: string,
): Y.Map<unknown> {
  return new Y.Map<unknown>([
    ['order', order],
    ['kind', section.kind],
    ['title', new Y.Text(section.title)],
    ['description', description],
    ['durationMinutes', section.durationMinutes],
    ['topics', section.topics],
    ['materials', section.materials],
    ['groupId', section.groupId],
    ['origin', section.origin],
    ['sources', section.sources],
  ]);
}

function requireRoom(sequence: readonly Item[], count: number): void {
  const most = `must be at most ${SECTIONS_MAX} sections`;
  if (sequence.filter((item) => !item.deleted).length + count > SECTIONS_MAX)
    throw invalidField('sections', most);
}

/**
 * Adds sections, in their order, at one place. Returns their ids. Throws `invalid` at `sections.0.title` and the
 * like, at `after` or `before`, or at `sections` when there are too many; then nothing is written.
 */
export function addSections(
  doc: Y.Doc,
  sections: readonly NewSection[],
  place: Place,
  adding: Adding,
): string[] {
  const items = parseInput(z.array(NewSection).min(1).max(SECTIONS_MAX), sections, ['sections']);
  const sequence = readSequence(doc);
  const index = indexOfPlace(sequence, place);
  requireRoom(sequence, items.length);
  const ids = items.map(({ id }) => id ?? adding.newId());
  if (new Set(ids).size < ids.length || ids.some((id) => sectionsOf(doc).has(id)))
    throw new AppError('duplicate', 'There is a section of that id already.');
  doc.transact(() => {
    const keys = makeRoom(sequence, index, items.length, adding.random);
    items.forEach((item, i) => {
      const description = makeFragment(htmlToBlocks(item.descriptionHtml));
      sectionsOf(doc).set(ids[i] as string, makeSection(item, description, keys[i] as string));
    });
    trimBin(doc);
  }, adding.origin);
  return ids;
}

/**
 * Texts by their least difference, other fields where they differ; what reads the same stays as it was typed. To be
 * called within a transaction.
 */
export function writeSection(map: Y.Map<unknown>, changes: SectionPatch): void {
  const { title, descriptionHtml, after: _after, ...plain } = changes;
  const titleText = asText(map.get('title'));
  if (title !== undefined && (!titleText || cleanLine(textOf(titleText), TITLE_MAX) !== title)) {
    if (titleText) setText(titleText, title);
    else map.set('title', new Y.Text(title));
  }
  const description = asFragment(map.get('description'));
  if (descriptionHtml !== undefined && (!description || fragmentToHtml(description) !== descriptionHtml)) {
    const blocks = htmlToBlocks(descriptionHtml);
    if (description) writeBlocks(description, blocks);
    else map.set('description', makeFragment(blocks));
  }
  for (const [field, value] of Object.entries(plain)) {
    if (value !== undefined && !sameValue(map.get(field), value)) map.set(field, value);
  }
}

/**
 * Changes a section; a binned one too, so that restoring brings back the newest text. With `after` it also moves.
 * Throws `not-found`, or `invalid` at a field.
 */
export function changeSection(doc: Y.Doc, id: string, patch: SectionPatch, edit: Edit): void {
  const changes = parseInput(SectionPatch, patch);
  const sequence = readSequence(doc);
  const item = findItem(sequence, id);
  const { after } = changes;
  if (after !== undefined) indexOfPlace(sequence, { after });
  doc.transact(() => {
    writeSection(item.map, changes);
    if (after !== undefined) moveItem(sequence, item, { after }, edit.random);
  }, edit.origin);
}

/** Throws `not-found`, or `invalid` at `after` or `before`. */
export function moveSection(doc: Y.Doc, id: string, place: Place, edit: Edit): void {
  const sequence = readSequence(doc);
  const item = findItem(sequence, id);
  doc.transact(() => moveItem(sequence, item, place, edit.random), edit.origin);
}

const setDeleted = (items: readonly Item[], deleted: boolean): void => {
  for (const { map } of items) {
    if (deleted) map.set('deleted', true);
    else map.delete('deleted');
  }
};

/** Puts sections into the bin. They keep their place and their text, whoever edits it meanwhile. Throws `not-found`. */
export function deleteSections(doc: Y.Doc, ids: readonly string[], edit: Edit): void {
  const sequence = readSequence(doc);
  const items = ids.map((id) => findItem(sequence, id)).filter((item) => !item.deleted);
  if (items.length > 0) doc.transact(() => setDeleted(items, true), edit.origin);
}

/** Throws `not-found`, or `invalid` at `sections` when there would be too many. */
export function restoreSections(doc: Y.Doc, ids: readonly string[], edit: Edit): void {
  const sequence = readSequence(doc);
  const items = [...new Set(ids)].map((id) => findItem(sequence, id)).filter((item) => item.deleted);
  requireRoom(sequence, items.length);
  if (items.length > 0) doc.transact(() => setDeleted(items, false), edit.origin);
}

/**
 * A copy right below, with texts of its own. Returns its id. Throws `not-found`, or `invalid` at `sections` when
 * there are too many. The server lets a copy keep its original's origin and sources.
 */
export function duplicateSection(doc: Y.Doc, id: string, adding: Adding): string {
  const sequence = readSequence(doc);
  const item = findItem(sequence, id);
  const section = readSection(doc, id);
  if (!section) throw new AppError('not-found', 'There is no such section of this outline.');
  requireRoom(sequence, 1);
  const description = asFragment(item.map.get('description'));
  const copyId = adding.newId();
  doc.transact(() => {
    const [order = ''] = makeRoom(sequence, sequence.indexOf(item) + 1, 1, adding.random);
    const copy = makeSection(section, makeFragment(description ? readFragment(description) : []), order);
    copy.set('copyOf', id);
    sectionsOf(doc).set(copyId, copy);
    trimBin(doc);
  }, adding.origin);
  return copyId;
}

/** Neighbours of one group run at the same time; null lets each run by itself. Throws `not-found`, `invalid`. */
export function setGroup(doc: Y.Doc, ids: readonly string[], groupId: string | null, edit: Edit): void {
  const group = parseInput(SectionId.nullable(), groupId, ['groupId']);
  const sequence = readSequence(doc);
  const items = ids.map((id) => findItem(sequence, id));
  doc.transact(() => {
    for (const { map } of items) if (map.get('groupId') !== group) map.set('groupId', group);
  }, edit.origin);
}
