import { diffWordsWithSpace } from 'diff';
import type { OutlineComparison, SectionChange, WordChange } from './drafts.schema.ts';
import type { SessionMetadata } from './metadata.schema.ts';
import type { OutlineSection, SessionOutline } from './outline.schema.ts';
import { inOrder } from './in-order.ts';
import { descriptionText } from './plain-text.ts';
import { totalMinutesOf } from './steps.ts';

/** What changed from one version to another: which sections came, went and moved, and which words differ. */

export interface Comparable {
  /** A version's id, or `current`. */
  id: string;
  label: string;
  metadata: SessionMetadata;
  outline: SessionOutline;
}

/** Beyond so many changed words a field is shown as replaced. */
const MAX_EDITS = 2000;

/** Texts joined of `same` and `removed` are `before`, of `same` and `added` are `after`. */
export function wordChanges(before: string, after: string): WordChange[] {
  const changes = diffWordsWithSpace(before, after, { maxEditLength: MAX_EDITS }) ?? [
    { added: false, removed: true, value: before },
    { added: true, removed: false, value: after },
  ];
  return changes
    .filter(({ value }) => value !== '')
    .map(({ added, removed, value }) => ({
      type: added ? 'added' : removed ? 'removed' : 'same',
      text: value,
    }));
}

type Fields = Readonly<Record<string, string>>;
type FieldChange = SectionChange['fields'][number];

/** Only those that differ, in the order of `after`. */
function fieldChanges(before: Fields, after: Fields): FieldChange[] {
  return Object.entries(after)
    .filter(([field, text]) => text !== (before[field] ?? ''))
    .map(([field, text]) => ({ field, words: wordChanges(before[field] ?? '', text) }));
}

/** A section as people read it. What runs beside it is named, since a group's id says nothing. */
export function readableSection(section: OutlineSection, outline: SessionOutline): Fields {
  const beside = outline.sections.filter(
    ({ id, groupId }) => groupId !== null && groupId === section.groupId && id !== section.id,
  );
  return {
    title: section.title,
    kind: section.kind,
    durationMinutes: String(section.durationMinutes),
    description: descriptionText(section.descriptionHtml),
    topics: section.topics.join(', '),
    materials: section.materials.join(', '),
    parallel: beside.map(({ title }) => title).join(', '),
  };
}

const NOTHING: Fields = {};

/** The setup as people read it. */
export function readableMetadata(metadata: SessionMetadata): Fields {
  const { topics, capacityMax, isPublic, locationId: _l, audienceId: _a, toneId: _t, ...texts } = metadata;
  return {
    ...texts,
    topics: topics
      .map(({ title, description, durationMinutes }) =>
        [`${title} (${durationMinutes} min)`, description].filter(Boolean).join(': '),
      )
      .join('\n'),
    capacityMax: capacityMax === null ? '' : String(capacityMax),
    isPublic: isPublic ? 'yes' : 'no',
  };
}

const sameSection = ({ kind, title }: OutlineSection): string => `${kind}\n${title.trim().toLowerCase()}`;

/**
 * Place in `a` of each section of `b`, -1 for none: by id, and what is then left by kind and title, since two
 * generated outlines share no ids.
 */
function partners(a: readonly OutlineSection[], b: readonly OutlineSection[]): number[] {
  const places = new Map(a.map(({ id }, place) => [id, place]));
  const matched = b.map(({ id }) => places.get(id) ?? -1);
  const taken = new Set(matched);
  return matched.map((place, at) => {
    const section = b[at];
    if (place >= 0 || !section) return place;
    const alike = a.findIndex((other, i) => !taken.has(i) && sameSection(other) === sameSection(section));
    taken.add(alike);
    return alike;
  });
}

interface Sides {
  a: SessionOutline;
  b: SessionOutline;
}

function kept(sides: Sides, before: OutlineSection, from: number, to: number, moved: boolean): SectionChange {
  const after = sides.b.sections[to] ?? before;
  const words = fieldChanges(readableSection(before, sides.a), readableSection(after, sides.b));
  const reformatted =
    before.descriptionHtml !== after.descriptionHtml && !words.some(({ field }) => field === 'description');
  return {
    id: after.id,
    title: after.title,
    added: false,
    removed: false,
    moved,
    from: from + 1,
    to: to + 1,
    fields: reformatted ? [...words, { field: 'formatting', words: [] }] : words,
  };
}

const gone = ({ a }: Sides, section: OutlineSection, from: number): SectionChange => ({
  id: section.id,
  title: section.title,
  added: false,
  removed: true,
  moved: false,
  from: from + 1,
  to: null,
  fields: Object.entries(readableSection(section, a))
    .filter(([, text]) => text !== '')
    .map(([field, text]) => ({ field, words: wordChanges(text, '') })),
});

const come = ({ b }: Sides, section: OutlineSection, to: number): SectionChange => ({
  id: section.id,
  title: section.title,
  added: true,
  removed: false,
  moved: false,
  from: null,
  to: to + 1,
  fields: fieldChanges(NOTHING, readableSection(section, b)),
});

/** In b's order; each removed one behind the section it stood behind, or first. */
function sectionChanges(sides: Sides): SectionChange[] {
  const [a, b] = [sides.a.sections, sides.b.sections];
  const places = partners(a, b);
  const stayed = new Set(inOrder(places.filter((place) => place >= 0)));
  const changes = b.map((section, to) => {
    const from = places[to] ?? -1;
    const before = a[from];
    return before ? kept(sides, before, from, to, !stayed.has(from)) : come(sides, section, to);
  });
  for (const [from, section] of a.entries()) {
    if (places.includes(from)) continue;
    const behind = changes.findIndex((change) => change.from === from);
    changes.splice(behind + 1, 0, gone(sides, section, from));
  }
  return changes;
}

const countOf = (changes: readonly SectionChange[], counted: (change: SectionChange) => boolean): number =>
  changes.filter(counted).length;

export function compareOutlines(a: Comparable, b: Comparable): OutlineComparison {
  const sections = sectionChanges({ a: a.outline, b: b.outline });
  const stays = ({ added, removed }: SectionChange): boolean => !added && !removed;
  return {
    a: { id: a.id, label: a.label, totalMinutes: totalMinutesOf(a.outline.sections) },
    b: { id: b.id, label: b.label, totalMinutes: totalMinutesOf(b.outline.sections) },
    sections,
    metadata: fieldChanges(readableMetadata(a.metadata), readableMetadata(b.metadata)),
    counts: {
      added: countOf(sections, ({ added }) => added),
      removed: countOf(sections, ({ removed }) => removed),
      moved: countOf(sections, ({ moved }) => moved),
      reworded: countOf(sections, (change) => stays(change) && change.fields.length > 0),
      unchanged: countOf(sections, (change) => stays(change) && !change.moved && change.fields.length === 0),
    },
  };
}
