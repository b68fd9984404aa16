import * as Y from 'yjs';
import { PROMPT_MAX } from '../drafts.schema.ts';
import { LONG_TEXT_MAX, TITLE_MAX } from '../metadata.schema.ts';
import { DESCRIPTION_MAX } from '../outline.schema.ts';
import { isNew, refuseGrowth } from '../rich-text/growth.ts';
import { tidyFragment, tidyPlainText } from '../rich-text/tidy.ts';
import { defaultOf } from './metadata.ts';
import {
  asFragment,
  asMap,
  asText,
  isUsableId,
  metadataOf,
  promptText,
  sectionsOf,
  TEXT_FIELDS,
} from './shape.ts';
import {
  cleanLine,
  cleanLines,
  idOf,
  kindOf,
  labelsOf,
  MATERIALS_MAX,
  minutesOf,
  orderOf,
  sameValue,
  TOPIC_LABELS_MAX,
} from './values.ts';

/**
 * Bounds of what clients write, put right on the server. Far wider than what readers read and forms allow, so that no
 * honest words are ever taken away: they are for what no page of ours writes. Only what a transaction touched is looked
 * at, and a field that is missing stays missing: an undo may be about to bring it back.
 */

/** Sections in all, the bin included; three people may each have been offline with an outline full of them. */
const SECTIONS_TOTAL_MAX = 2000;
const TOPICS_TOTAL_MAX = 200;
/** Times what is read. */
const SLACK = 4;

type Tidy = (map: Y.Map<unknown>, field: string, touched: Touched) => void;

/** What a transaction of a client touched: every changed type and all that it is in. */
export interface Touched {
  types: ReadonlySet<unknown>;
  transaction: Y.Transaction;
  /** The guard's own, which puts things right. */
  writing: Y.Transaction;
}

export function touchedBy(transaction: Y.Transaction, writing: Y.Transaction): Touched {
  const types = new Set<unknown>();
  for (const changed of transaction.changed.keys()) {
    let type: unknown = changed;
    while (type instanceof Y.AbstractType && !types.has(type)) {
      types.add(type);
      type = type._item?.parent;
    }
  }
  return { types, transaction, writing };
}

/** Puts a cleaned value in the place of one that is not as `clean` would have it. */
const cleaned =
  (clean: (value: unknown) => unknown): Tidy =>
  (map, field) => {
    const value = map.get(field);
    const wanted = clean(value);
    if (!sameValue(value, wanted)) map.set(field, wanted);
  };

/** Text that is only too long by what somebody is just typing is no junk. */
const typedText = (clean: (value: unknown, max: number) => string, max: number): Tidy =>
  cleaned((value) => (typeof value === 'string' && value.length <= max * SLACK ? value : clean(value, max)));

const sharedText =
  (max: number): Tidy =>
  (map, field, touched) => {
    const text = asText(map.get(field));
    if (!text) map.set(field, new Y.Text(cleanLines(map.get(field), max)));
    else if (touched.types.has(text) || isNew(text._item, touched.transaction)) tidyTyped(text, max, touched);
  };

function tidyTyped(text: Y.Text, max: number, { transaction, writing }: Touched): void {
  refuseGrowth(text, max * SLACK, transaction, writing);
  tidyPlainText(text, writing);
}

const sharedFragment: Tidy = (map, field, touched) => {
  const fragment = asFragment(map.get(field));
  if (!fragment) map.set(field, new Y.XmlFragment());
  else if (touched.types.has(fragment) || isNew(fragment._item, touched.transaction)) {
    refuseGrowth(fragment, DESCRIPTION_MAX * SLACK, touched.transaction, touched.writing);
    tidyFragment(fragment, touched.writing);
  }
};

const stamped: Tidy = () => undefined;

const flag: Tidy = (map, field) => {
  if (map.get(field) !== true) map.delete(field);
};

const idOrNone: Tidy = (map, field) => {
  if (!isUsableId(map.get(field))) map.delete(field);
};

const SECTION: Readonly<Record<string, Tidy>> = {
  order: cleaned(orderOf),
  kind: cleaned(kindOf),
  title: sharedText(TITLE_MAX),
  description: sharedFragment,
  durationMinutes: cleaned(minutesOf),
  topics: cleaned((value) => labelsOf(value, TOPIC_LABELS_MAX)),
  materials: cleaned((value) => labelsOf(value, MATERIALS_MAX)),
  groupId: cleaned(idOf),
  origin: stamped,
  sources: stamped,
  deleted: flag,
  copyOf: idOrNone,
};

const TOPIC: Readonly<Record<string, Tidy>> = {
  order: cleaned(orderOf),
  title: typedText(cleanLine, TITLE_MAX),
  description: typedText(cleanLines, 1000),
  durationMinutes: cleaned(minutesOf),
  deleted: flag,
};

function tidyFields(map: Y.Map<unknown>, fields: Readonly<Record<string, Tidy>>, touched: Touched): void {
  for (const field of [...map.keys()]) {
    const tidy = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (tidy) tidy(map, field, touched);
    else map.delete(field);
  }
}

/** Entries by id that are maps of known fields; new ones past `max` go again. */
function tidyEntries(
  entries: Y.Map<unknown>,
  fields: Readonly<Record<string, Tidy>>,
  max: number,
  touched: Touched,
): void {
  let total = entries.size;
  for (const [id, value] of [...entries.entries()]) {
    const map = asMap(value);
    const added = isNew(map?._item ?? null, touched.transaction);
    if (map && !added && !touched.types.has(map)) continue;
    if (!map || !isUsableId(id) || (added && total > max)) {
      entries.delete(id);
      total--;
    } else tidyFields(map, fields, touched);
  }
}

const topics: Tidy = (map, field, touched) => {
  const entries = asMap(map.get(field));
  if (!entries) map.set(field, new Y.Map());
  else tidyEntries(entries, TOPIC, TOPICS_TOTAL_MAX, touched);
};

function tidyMetadata(map: Y.Map<unknown>, touched: Touched): void {
  for (const field of [...map.keys()]) {
    if (field === 'version') continue;
    if (field === 'topics') topics(map, field, touched);
    else if ((TEXT_FIELDS as readonly string[]).includes(field))
      sharedText(field === 'title' ? TITLE_MAX : LONG_TEXT_MAX)(map, field, touched);
    else {
      const fallback = defaultOf(field, map.get(field));
      if (fallback.known && fallback.junk) map.set(field, fallback.value);
      else if (!fallback.known) map.delete(field);
    }
  }
}

/** Takes away everything of a kind that the root does not show: entries of a text, a sequence in a map. */
function clear(
  root: { _map: Map<string, Y.Item>; _start: Y.Item | null },
  what: { entries: boolean; sequence: boolean },
  transaction: Y.Transaction,
): void {
  if (what.entries) for (const item of root._map.values()) if (!item.deleted) item.delete(transaction);
  if (what.sequence)
    for (let item = root._start; item !== null; item = item.right)
      if (!item.deleted) item.delete(transaction);
}

const ROOTS: Readonly<Record<string, { entries: boolean; sequence: boolean }>> = {
  metadata: { entries: false, sequence: true },
  sections: { entries: false, sequence: true },
  comments: { entries: false, sequence: true },
  prompt: { entries: true, sequence: false },
};
const FOREIGN = { entries: true, sequence: true };

/** To be called within the guard's own transaction. */
export function tidyTouched(doc: Y.Doc, touched: Touched): void {
  // By name, not by object: a root that nobody has named yet is another object once somebody does.
  for (const [name, root] of doc.share) {
    if (!touched.types.has(root)) continue;
    clear(root, Object.hasOwn(ROOTS, name) ? (ROOTS[name] ?? FOREIGN) : FOREIGN, touched.writing);
  }
  if (touched.types.has(promptText(doc))) tidyTyped(promptText(doc), PROMPT_MAX, touched);
  if (touched.types.has(metadataOf(doc))) tidyMetadata(metadataOf(doc), touched);
  if (touched.types.has(sectionsOf(doc))) tidyEntries(sectionsOf(doc), SECTION, SECTIONS_TOTAL_MAX, touched);
}
