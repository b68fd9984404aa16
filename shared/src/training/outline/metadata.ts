import * as Y from 'yjs';
import { invalidField } from '../../core/errors.ts';
import { parseInput } from '../../core/parse-input.ts';
import {
  emptyMetadata,
  LONG_TEXT_MAX,
  SessionMetadata,
  SessionMetadataPatch,
  TITLE_MAX,
  TOPICS_MAX,
  type CustomTopic,
} from '../metadata.schema.ts';
import { setText } from '../rich-text/text-edit.ts';
import { TopicInput, TopicPatch, type Adding, type Edit } from './schema.ts';
import { findItem, indexOfPlace, makeRoom, moveItem, readItems, type Item, type Place } from './sequence.ts';
import { asText, metadataOf, TEXT_FIELDS, topicsOf, type TextField } from './shape.ts';
import { cleanLine, cleanLines, minutesOf, sameValue, textOf } from './values.ts';

/** What the session is for, for whom and when: fields of their own, texts that several type in, and custom topics. */

const DESCRIPTION_MAX = 1000;

const isTextField = (field: string): field is TextField => (TEXT_FIELDS as readonly string[]).includes(field);

const plainFields = Object.keys(SessionMetadata.shape).filter(
  (field) => field !== 'topics' && !isTextField(field),
) as Exclude<keyof SessionMetadata, TextField | 'topics'>[];

export interface TopicView {
  id: string;
  /** Empty while it is being written; then it is no part of the metadata yet. */
  title: string;
  description: string;
  durationMinutes: number;
}

const topicItems = (doc: Y.Doc): Item[] => {
  const topics = topicsOf(doc);
  return topics ? readItems(doc, topics) : [];
};

const viewTopic = ({ id, map }: Item): TopicView => ({
  id,
  title: cleanLine(map.get('title'), TITLE_MAX),
  description: cleanLines(map.get('description'), DESCRIPTION_MAX),
  durationMinutes: minutesOf(map.get('durationMinutes')),
});

/** The custom topics in order, those without a title included. */
export const readTopics = (doc: Y.Doc): TopicView[] =>
  topicItems(doc)
    .filter((item) => !item.deleted)
    .slice(0, TOPICS_MAX)
    .map(viewTopic);

const namedTopics = (doc: Y.Doc): CustomTopic[] =>
  readTopics(doc)
    .filter(({ title }) => title !== '')
    .map(({ title, description, durationMinutes }) => ({
      title,
      ...(description === '' ? {} : { description }),
      durationMinutes,
    }));

const readText = (doc: Y.Doc, field: TextField): string => {
  const typed = textOf(asText(metadataOf(doc).get(field)));
  return field === 'title' ? cleanLine(typed, TITLE_MAX) : cleanLines(typed, LONG_TEXT_MAX);
};

/** Satisfies SessionMetadata whatever the document holds: what is no value of a field is as if it were empty. */
export function readMetadata(doc: Y.Doc): SessionMetadata {
  const said: Record<string, unknown> = emptyMetadata();
  for (const field of plainFields) {
    const value = SessionMetadata.shape[field].safeParse(metadataOf(doc).get(field));
    if (value.success) said[field] = value.data;
  }
  for (const field of TEXT_FIELDS) said[field] = readText(doc, field);
  said['topics'] = namedTopics(doc);
  return said as SessionMetadata;
}

/** Whether the metadata has such a plain field, whether that is no value of it, and what it is when empty. */
export function defaultOf(
  field: string,
  value: unknown,
): { known: false } | { known: true; junk: boolean; value: unknown } {
  const known = plainFields.find((name) => name === field);
  if (known === undefined) return { known: false };
  const junk = !SessionMetadata.shape[known].safeParse(value).success;
  return { known: true, junk, value: emptyMetadata()[known] };
}

/** Every field in its place, to be called within the transaction that seeds the document. */
export function makeMetadata(doc: Y.Doc, metadata: SessionMetadata, adding: Adding): void {
  const map = metadataOf(doc);
  for (const field of TEXT_FIELDS) map.set(field, new Y.Text(metadata[field]));
  for (const field of plainFields) map.set(field, metadata[field]);
  map.set('topics', new Y.Map());
  writeTopics(doc, metadata.topics, adding);
}

const topicFields = (topic: CustomTopic): Record<string, unknown> => ({
  title: topic.title,
  description: topic.description ?? '',
  durationMinutes: topic.durationMinutes,
});

function setFields(map: Y.Map<unknown>, fields: Readonly<Record<string, unknown>>): void {
  for (const [field, value] of Object.entries(fields)) {
    if (value !== undefined && !sameValue(map.get(field), value)) map.set(field, value);
  }
}

/** Each wanted topic's present one: of the same title, else the next that nobody took. */
function matchTopics(present: readonly Item[], wanted: readonly CustomTopic[]): (Item | undefined)[] {
  const left = [...present];
  const take = (found: Item | undefined): Item | undefined => {
    if (found) left.splice(left.indexOf(found), 1);
    return found;
  };
  const byTitle = wanted.map(({ title }) => take(left.find((item) => viewTopic(item).title === title)));
  return byTitle.map((found) => found ?? take(left[0]));
}

function writeTopics(doc: Y.Doc, wanted: readonly CustomTopic[], adding: Adding): void {
  const topics = topicsOf(doc);
  if (!topics) return;
  const present = topicItems(doc).filter((item) => !item.deleted);
  // One still without a title is somebody's next words, and no part of what is said here.
  const named = present.filter((item) => viewTopic(item).title !== '');
  const matched = matchTopics(named, wanted);
  for (const item of named) if (!matched.includes(item)) item.map.set('deleted', true);
  let last: string | null = null;
  for (const [i, topic] of wanted.entries()) {
    const sequence = topicItems(doc);
    const item = matched[i];
    if (item) {
      setFields(item.map, topicFields(topic));
      const at = sequence.findIndex(({ id }) => id === item.id);
      const behind = sequence.findIndex(({ id }) => id === last);
      if (at < behind) moveItem(sequence, sequence[at] as Item, { after: last }, adding.random, 'topic');
      last = item.id;
    } else {
      const index: number = last === null ? 0 : indexOfPlace(sequence, { after: last }, 'topic');
      last = insertTopic(topics, sequence, index, topicFields(topic), adding);
    }
  }
}

function insertTopic(
  topics: Y.Map<unknown>,
  sequence: readonly Item[],
  index: number,
  fields: Readonly<Record<string, unknown>>,
  adding: Adding,
): string {
  const id = adding.newId();
  const [order] = makeRoom(sequence, index, 1, adding.random);
  topics.set(id, new Y.Map(Object.entries({ order, ...fields })));
  return id;
}

/**
 * Changes fields; absent ones stay, texts by the words that differ, topics as a whole. Throws `invalid` with the
 * fields' paths; then nothing is written.
 */
export function setMetadata(doc: Y.Doc, patch: SessionMetadataPatch, adding: Adding): void {
  const changes = parseInput(SessionMetadataPatch, patch);
  doc.transact(() => {
    const map = metadataOf(doc);
    for (const field of TEXT_FIELDS) {
      const wanted = changes[field];
      const present = asText(map.get(field));
      if (wanted === undefined) continue;
      if (!present) map.set(field, new Y.Text(wanted));
      // What reads the same stays as it was typed.
      else if (readText(doc, field) !== wanted) setText(present, wanted);
    }
    const plain = Object.fromEntries(plainFields.map((field) => [field, changes[field]]));
    setFields(map, plain);
    if (changes.topics && !sameValue(namedTopics(doc), changes.topics)) {
      if (!topicsOf(doc)) map.set('topics', new Y.Map());
      writeTopics(doc, changes.topics, adding);
    }
  }, adding.origin);
}

/** Adds one custom topic and returns its id. Throws `invalid` at its fields, at `after` or `before`, or at `topics`. */
export function addTopic(doc: Y.Doc, topic: TopicInput, place: Place, adding: Adding): string {
  const fields = parseInput(TopicInput, topic);
  if (readTopics(doc).length >= TOPICS_MAX)
    throw invalidField('topics', `must be at most ${TOPICS_MAX} topics`);
  const sequence = topicItems(doc);
  const index = indexOfPlace(sequence, place, 'topic');
  return doc.transact(() => {
    if (!topicsOf(doc)) metadataOf(doc).set('topics', new Y.Map());
    return insertTopic(topicsOf(doc) as Y.Map<unknown>, sequence, index, fields, adding);
  }, adding.origin);
}

const findTopic = (doc: Y.Doc, id: string): Item => findItem(topicItems(doc), id, 'topic');

/** Throws `not-found`, or `invalid` at a field. */
export function changeTopic(doc: Y.Doc, id: string, patch: TopicPatch, edit: Edit): void {
  const changes = parseInput(TopicPatch, patch);
  const { map } = findTopic(doc, id);
  doc.transact(() => setFields(map, changes), edit.origin);
}

/** Throws `not-found`, or `invalid` at `after` or `before`. */
export function moveTopic(doc: Y.Doc, id: string, place: Place, edit: Edit): void {
  const sequence = topicItems(doc);
  const item = findItem(sequence, id, 'topic');
  doc.transact(() => moveItem(sequence, item, place, edit.random, 'topic'), edit.origin);
}

/** Throws `not-found`. What somebody types in it meanwhile comes back with an undo. */
export function removeTopic(doc: Y.Doc, id: string, edit: Edit): void {
  const { map, deleted } = findTopic(doc, id);
  if (deleted) return;
  doc.transact(() => map.set('deleted', true), edit.origin);
}
