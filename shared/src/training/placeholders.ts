import type { SessionMetadata } from './metadata.schema.ts';
import type { CitedPassage } from './outline.schema.ts';
import { plannedMinutes } from './schedule.ts';
import type { RagWeight } from './variants.schema.ts';
import { SESSION_TYPE_WORDS, minutesWords } from './words.ts';

/** `{{name}}` in a persona's instruction or a draft's prompt stands for what the draft says. */

export interface PlaceholderInput {
  metadata: SessionMetadata;
  ragWeight: RagWeight;
  passages: readonly Pick<CitedPassage, 'documentId' | 'title'>[];
}

export interface Placeholder {
  name: string;
  /** What it stands for, for the page that edits instructions. */
  meaning: string;
}

type Reader = (input: PlaceholderInput) => string;

const topicLine = ({ title, description, durationMinutes }: SessionMetadata['topics'][number]): string =>
  `${title} (${minutesWords(durationMinutes)})${description ? `: ${description}` : ''}`;

function durationOf({ metadata }: PlaceholderInput): string {
  const minutes = plannedMinutes(metadata);
  return minutes === null ? '' : minutesWords(minutes);
}

const documentTitles = ({ passages }: PlaceholderInput): string[] => [
  ...new Map(passages.map(({ documentId, title }) => [documentId, title])).values(),
];

const readers: readonly (Placeholder & { read: Reader })[] = [
  { name: 'title', meaning: 'The title', read: ({ metadata }) => metadata.title },
  {
    name: 'sessionType',
    meaning: 'Event, training, workshop or webinar',
    read: ({ metadata }) => SESSION_TYPE_WORDS[metadata.sessionType].toLowerCase(),
  },
  { name: 'category', meaning: 'The category', read: ({ metadata }) => metadata.category },
  { name: 'desiredOutcome', meaning: 'The desired outcome', read: ({ metadata }) => metadata.desiredOutcome },
  { name: 'currentProblem', meaning: 'The current problem', read: ({ metadata }) => metadata.currentProblem },
  { name: 'specificTopics', meaning: 'The specific topics', read: ({ metadata }) => metadata.specificTopics },
  {
    name: 'topics',
    meaning: 'The custom topics with their minutes',
    read: ({ metadata }) => metadata.topics.map(topicLine).join('; '),
  },
  { name: 'audience', meaning: 'The audience', read: ({ metadata }) => metadata.audienceName },
  { name: 'tone', meaning: 'The tone', read: ({ metadata }) => metadata.toneName },
  { name: 'location', meaning: 'The location', read: ({ metadata }) => metadata.location },
  { name: 'date', meaning: 'The date', read: ({ metadata }) => metadata.startDate },
  { name: 'startTime', meaning: 'The start time', read: ({ metadata }) => metadata.startTime },
  { name: 'endTime', meaning: 'The end time', read: ({ metadata }) => metadata.endTime },
  { name: 'duration', meaning: 'The time from start to end', read: durationOf },
  {
    name: 'ragPercent',
    meaning: 'How much is to come from sources, in percent',
    read: ({ ragWeight }) => `${Math.round(ragWeight * 100)} %`,
  },
  {
    name: 'passageCount',
    meaning: 'How many passages were found',
    read: ({ passages }) => String(passages.length),
  },
  {
    name: 'documentCount',
    meaning: 'In how many documents they were found',
    read: (input) => String(documentTitles(input).length),
  },
  {
    name: 'documents',
    meaning: 'The titles of those documents',
    read: (input) => documentTitles(input).join('; '),
  },
];

export const PLACEHOLDERS: readonly Placeholder[] = readers.map(({ name, meaning }) => ({ name, meaning }));

/** What stands where the draft says nothing. */
export const NOT_STATED = 'not stated';

const PATTERN = /\{\{\s*([\w-]+)\s*\}\}/g;

export function placeholderValues(input: PlaceholderInput): Map<string, string> {
  return new Map(readers.map(({ name, read }) => [name, read(input).trim() || NOT_STATED]));
}

/** In one pass: braces inside a value stay as they are, and unknown names stay as they were written. */
export const substitute = (template: string, values: ReadonlyMap<string, string>): string =>
  template.replace(PATTERN, (whole, name: string) => values.get(name) ?? whole);

/** Names in double braces that stand for nothing, each once, in order. */
export function unknownPlaceholders(template: string): string[] {
  const known = new Set(readers.map(({ name }) => name));
  const named = [...template.matchAll(PATTERN)].map(([, name]) => name ?? '');
  return [...new Set(named)].filter((name) => !known.has(name));
}
