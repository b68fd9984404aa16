import { termsOf } from '../search/words.ts';
import { TOPICS_MAX, type SessionMetadata } from './metadata.schema.ts';
import type { OutlineSection } from './outline.schema.ts';
import { descriptionText } from './plain-text.ts';

/** What a session is about, as labels of sections. */

export interface SessionTopic {
  /** At most 120 characters, as a section's topics are. */
  label: string;
  description: string;
  /** Asked for by a custom topic; null: as long as it needs. */
  minutes: number | null;
}

const LABEL_MAX = 120;
/** A longer part of a line with commas is a sentence, and its commas are no list's. */
const LISTED_WORDS_MAX = 8;

const tidy = (text: string): string =>
  text
    .replace(/^[\s\-–—•*·]+|^\s*\d+[.)]\s+/g, '')
    .replace(/[\s.;,:]+$/, '')
    .trim();

/** Commas that are not in brackets, and the last "and". */
const commaParts = (line: string): string[] => line.split(/,(?![^(]*\))\s*(?:and\s+|or\s+)?/);

/** One line is one topic, unless it is a list of short ones. */
function partsOf(line: string): string[] {
  const parts = commaParts(line).map(tidy).filter(Boolean);
  const isList = parts.length > 1 && parts.every((part) => part.split(/\s+/).length <= LISTED_WORDS_MAX);
  if (!isList) return [line];
  return [...parts.slice(0, -1), ...lastParts(parts.at(-1) ?? '')];
}

/** "questions and silence" are two; "giving and receiving feedback" is one. */
function lastParts(text: string): string[] {
  const [first = '', second = '', ...more] = text.split(/\s+and\s+/);
  const words = (part: string): number => part.split(/\s+/).length;
  const isPair = second !== '' && more.length === 0 && words(first) >= words(second);
  return isPair ? [first, second] : [text];
}

const cut = (text: string): string =>
  text.length <= LABEL_MAX
    ? text
    : `${text
        .slice(0, LABEL_MAX - 1)
        .replace(/[\uD800-\uDBFF]$/, '')
        .trimEnd()}…`;

/** Lines, points, numbers, semicolons and short lists with commas, each a topic. */
export function listedTopics(specificTopics: string): string[] {
  const lines = specificTopics.split(/[\n;•]+|\s(?=\d+[.)]\s)/);
  const labels = lines.flatMap((line) => partsOf(tidy(line))).map((part) => cut(tidy(part)));
  return [...new Set(labels.filter(Boolean))];
}

/** Custom topics first, then those of the text that are not among them; at most twelve. */
export function topicsOf({ topics, specificTopics }: SessionMetadata): SessionTopic[] {
  const asked = topics.map(({ title, description, durationMinutes }) => ({
    label: cut(title),
    description: description ?? '',
    minutes: durationMinutes > 0 ? durationMinutes : null,
  }));
  const known = new Set(asked.map(({ label }) => label.toLowerCase()));
  const listed = listedTopics(specificTopics)
    .filter((label) => !known.has(label.toLowerCase()))
    .map((label) => ({ label, description: '', minutes: null }));
  return [...asked, ...listed].slice(0, Math.max(TOPICS_MAX, asked.length));
}

/** How much of a topic's words a text has, 0 to 1, by their stems. */
export function coverage(topic: string, terms: ReadonlySet<string>): number {
  const wanted = termsOf(topic);
  if (wanted.length === 0) return 0;
  return wanted.filter((term) => terms.has(term)).length / wanted.length;
}

/** A section that has so much of a topic's words is about it. */
const MATCHES_FROM = 0.6;
const TOPICS_PER_SECTION = 20;

/** Labels each section with the topics that its title and description speak of; what it has stays. */
export function attachTopics(
  sections: readonly OutlineSection[],
  metadata: SessionMetadata,
): OutlineSection[] {
  const labels = topicsOf(metadata).map(({ label }) => label);
  return sections.map((section) => {
    if (section.kind === 'break') return section;
    const terms = new Set(termsOf(`${section.title}\n${descriptionText(section.descriptionHtml)}`));
    const matching = labels.filter((label) => coverage(label, terms) >= MATCHES_FROM);
    const topics = [...new Set([...section.topics, ...matching])].slice(0, TOPICS_PER_SECTION);
    return { ...section, topics };
  });
}
