import type * as Y from 'yjs';
import { fragmentToHtml } from '../rich-text/index.ts';
import { PROMPT_MAX } from '../drafts.schema.ts';
import { TITLE_MAX } from '../metadata.schema.ts';
import { SECTIONS_MAX, type OutlineSection, type SessionOutline } from '../outline.schema.ts';
import { readSequence, type Item } from './sequence.ts';
import { asFragment, asText, isUsableId, promptText, sectionMap } from './shape.ts';
import {
  cleanLine,
  cleanLines,
  idOf,
  kindOf,
  labelsOf,
  MATERIALS_MAX,
  minutesOf,
  originOf,
  sourcesOf,
  textOf,
  TOPIC_LABELS_MAX,
} from './values.ts';

/**
 * The outline as everyone sees it. Whatever clients wrote, what is read satisfies the schemas: wrong types are absent,
 * texts too long are cut, a section without a usable order comes last.
 */

export interface SectionView extends OutlineSection {
  /** In the bin. */
  deleted: boolean;
  copyOf: string | null;
}

function readFields(id: string, map: Y.Map<unknown>): OutlineSection {
  const description = asFragment(map.get('description'));
  return {
    id,
    kind: kindOf(map.get('kind')),
    title: cleanLine(textOf(asText(map.get('title'))), TITLE_MAX),
    descriptionHtml: description ? fragmentToHtml(description) : '',
    durationMinutes: minutesOf(map.get('durationMinutes')),
    topics: labelsOf(map.get('topics'), TOPIC_LABELS_MAX),
    materials: labelsOf(map.get('materials'), MATERIALS_MAX),
    groupId: idOf(map.get('groupId')),
    origin: originOf(map.get('origin')),
    sources: sourcesOf(map.get('sources')),
  };
}

const viewOf = (id: string, map: Y.Map<unknown>): SectionView => ({
  ...readFields(id, map),
  deleted: map.get('deleted') === true,
  copyOf: idOf(map.get('copyOf')),
});

/** One section, binned or not: for who reads again only what was touched. */
export function readSection(doc: Y.Doc, id: string): SectionView | undefined {
  const map = sectionMap(doc, id);
  return map && isUsableId(id) ? viewOf(id, map) : undefined;
}

/** The ids alone, in order, which is cheap: a section's text is not looked at. */
export const readSectionIds = (doc: Y.Doc): string[] => shown(doc).map(({ id }) => id);

const shown = (doc: Y.Doc): Item[] =>
  readSequence(doc)
    .filter((item) => !item.deleted)
    .slice(0, SECTIONS_MAX);

export const readSections = (doc: Y.Doc, options: { includeDeleted?: boolean } = {}): SectionView[] =>
  (options.includeDeleted ? readSequence(doc) : shown(doc)).map(({ id, map }) => viewOf(id, map));

/** What is in the bin, in the order it would come back to. */
export const readBin = (doc: Y.Doc): SectionView[] =>
  readSequence(doc)
    .filter((item) => item.deleted)
    .map(({ id, map }) => viewOf(id, map));

/** The outline as JSON; satisfies SessionOutline whatever the document holds. */
export const readOutline = (doc: Y.Doc): SessionOutline => ({
  sections: shown(doc).map(({ id, map }) => readFields(id, map)),
});

export const readPrompt = (doc: Y.Doc): string => cleanLines(textOf(promptText(doc)), PROMPT_MAX);
