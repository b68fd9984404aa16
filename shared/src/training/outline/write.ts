import type * as Y from 'yjs';
import { z } from 'zod';
import { parseInput } from '../../core/parse-input.ts';
import { PROMPT_MAX } from '../drafts.schema.ts';
import { inOrder } from '../in-order.ts';
import { SessionMetadata, type SessionMetadataPatch } from '../metadata.schema.ts';
import { SessionOutline, type OutlineSection } from '../outline.schema.ts';
import { htmlToBlocks } from '../rich-text/html-read.ts';
import { makeFragment } from '../rich-text/fragment-write.ts';
import { setText } from '../rich-text/text-edit.ts';
import { trimBin } from './bin.ts';
import { makeSection, writeSection } from './edits.ts';
import { makeMetadata, setMetadata } from './metadata.ts';
import { readPrompt } from './model.ts';
import type { Adding, Edit } from './schema.ts';
import { makeRoom, readSequence, type Item } from './sequence.ts';
import { metadataOf, OUTLINE_VERSION, outlineVersion, promptText, sectionsOf } from './shape.ts';
import { sameValue } from './values.ts';

/** Whole states written into a document: its first one, and a version brought back. */

export interface OutlineState {
  outline: SessionOutline;
  metadata?: SessionMetadataPatch | undefined;
  prompt?: string | undefined;
}

const Prompt = z.string().max(PROMPT_MAX, `must be at most ${PROMPT_MAX} characters`);

/** Makes the person's prompt read so by its smallest change. Throws `invalid` at `prompt`. */
export function setPrompt(doc: Y.Doc, prompt: string, edit: Edit): void {
  const wanted = parseInput(Prompt, prompt, ['prompt']);
  if (readPrompt(doc) === wanted) return;
  doc.transact(() => setText(promptText(doc), wanted), edit.origin);
}

/**
 * The first content of a new document. On the server only, before anyone joins: two clients that each seeded would
 * have one's texts swallow the other's. Does nothing to a document that has been seeded.
 */
export function seedOutline(
  doc: Y.Doc,
  content: { metadata: SessionMetadata; outline?: SessionOutline | undefined; prompt?: string | undefined },
  adding: Adding,
): void {
  if (outlineVersion(doc) > 0) return;
  doc.transact(() => {
    metadataOf(doc).set('version', OUTLINE_VERSION);
    makeMetadata(doc, content.metadata, adding);
    if (content.outline) writeSections(doc, content.outline.sections, adding);
    if (content.prompt) promptText(doc).insert(0, content.prompt);
  }, adding.origin);
}

/** The server's own words about a section; a client's guard would put them back. */
function writeStamp(map: Y.Map<unknown>, { origin, sources }: OutlineSection): void {
  if (map.get('origin') !== origin) map.set('origin', origin);
  if (!sameValue(map.get('sources'), sources)) map.set('sources', sources);
}

function changeInto(map: Y.Map<unknown>, section: OutlineSection): void {
  const { id: _id, origin: _origin, sources: _sources, ...fields } = section;
  writeSection(map, fields);
  writeStamp(map, section);
  if (map.get('deleted') !== undefined) map.delete('deleted');
}

/** Those that stay where they are: most, since only the others get a new key. */
function staying(sequence: readonly Item[], wanted: readonly OutlineSection[]): Set<string> {
  const places = new Map(sequence.map(({ id }, at) => [id, at]));
  const present = wanted.map(({ id }) => places.get(id)).filter((at) => at !== undefined);
  return new Set(inOrder(present).map((at) => sequence[at]?.id ?? ''));
}

/** Gives everything that does not stay its place behind the one before it, runs at once. */
function placeSections(doc: Y.Doc, wanted: readonly OutlineSection[], adding: Adding): void {
  const sequence = readSequence(doc);
  const stays = staying(sequence, wanted);
  const ids = new Set(wanted.map(({ id }) => id));
  const placed = sequence.filter(({ id }) => stays.has(id) || !ids.has(id));
  const moving = new Map(sequence.map((item) => [item.id, item]));
  let index = 0;
  for (let i = 0; i < wanted.length;) {
    const run: OutlineSection[] = [];
    for (let next = wanted[i]; next && !stays.has(next.id); next = wanted[++i]) run.push(next);
    if (run.length > 0) {
      const keys = makeRoom(placed, index, run.length, adding.random);
      const items = run.map((section, at) =>
        putSection(doc, section, keys[at] ?? '', moving.get(section.id)),
      );
      placed.splice(index, 0, ...items);
    }
    const stop = wanted[i];
    if (stop) index = placed.findIndex(({ id }) => id === stop.id) + 1;
    i++;
  }
}

function putSection(doc: Y.Doc, section: OutlineSection, order: string, present: Item | undefined): Item {
  if (present) {
    present.map.set('order', order);
    return { ...present, order };
  }
  const map = makeSection(section, makeFragment(htmlToBlocks(section.descriptionHtml)), order);
  sectionsOf(doc).set(section.id, map);
  return { id: section.id, order, map, deleted: false, own: true };
}

function writeSections(doc: Y.Doc, wanted: readonly OutlineSection[], adding: Adding): void {
  const ids = new Set(wanted.map(({ id }) => id));
  for (const { id, map, deleted } of readSequence(doc)) {
    const section = wanted.find((candidate) => candidate.id === id);
    if (section) changeInto(map, section);
    else if (!ids.has(id) && !deleted) map.set('deleted', true);
  }
  placeSections(doc, wanted, adding);
  trimBin(doc);
}

const State = z.object({ outline: SessionOutline });

/**
 * Brings the document to that state as a change like any other, so that it can be undone and merges with what others
 * do meanwhile: sections of the same id keep their texts, changed by the words that differ, so carets stay where they
 * are; what is not in the state goes into the bin, and what is comes back from there. Metadata fields and prompt that
 * are not given stay. Throws `invalid` with the fields' paths; then nothing is written.
 */
export function writeOutline(doc: Y.Doc, state: OutlineState, adding: Adding): void {
  const { outline } = parseInput(State, { outline: state.outline });
  const unique = [...new Map(outline.sections.map((section) => [section.id, section])).values()];
  if (state.prompt !== undefined) parseInput(Prompt, state.prompt, ['prompt']);
  if (state.metadata) parseInput(SessionMetadata.partial(), state.metadata, ['metadata']);
  doc.transact(() => {
    writeSections(doc, unique, adding);
    if (state.metadata) setMetadata(doc, state.metadata, adding);
    if (state.prompt !== undefined) setPrompt(doc, state.prompt, adding);
  }, adding.origin);
}
