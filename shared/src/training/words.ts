import type { DraftStatus, SectionChange } from './drafts.schema.ts';
import type { SessionType } from './metadata.schema.ts';
import type { KnownSectionKind, Origin } from './outline.schema.ts';
import type { Maker, Persona, QuickTweak, RagWeight } from './variants.schema.ts';

/** What the pages, exports and reports call things. */

export const SECTION_KIND_WORDS: Readonly<Record<KnownSectionKind, string>> = {
  opening: 'Opening',
  input: 'Input',
  demonstration: 'Demonstration',
  activity: 'Activity',
  discussion: 'Discussion',
  practice: 'Practice',
  reflection: 'Reflection',
  break: 'Break',
  closing: 'Closing',
};

/** A kind that has no name of ours is shown as it is: `case-clinic` is "Case clinic". */
export function kindWord(kind: string): string {
  if (Object.hasOwn(SECTION_KIND_WORDS, kind)) return SECTION_KIND_WORDS[kind as KnownSectionKind];
  const words = kind.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const SESSION_TYPE_WORDS: Readonly<Record<SessionType, string>> = {
  event: 'Event',
  training: 'Training',
  workshop: 'Workshop',
  webinar: 'Webinar',
};

export const PERSONA_WORDS: Readonly<Record<Persona, string>> = {
  precision: 'Precision',
  insight: 'Insight',
  ignite: 'Ignite',
  connect: 'Connect',
};

export const MAKER_WORDS: Readonly<Record<Maker, string>> = {
  model: 'Made by a language model',
  composer: 'Made by the built-in composer',
  fallback: 'Plain outline: making variants failed',
};

export const ORIGIN_WORDS: Readonly<Record<Origin, string>> = {
  ai: 'Generated',
  rag: 'From your sources',
  user: 'Written by people',
};

export const RAG_WEIGHT_WORDS: Readonly<Record<`${RagWeight}`, string>> = {
  0: 'No sources',
  0.35: 'Some sources',
  0.7: 'Mostly sources',
};

export const TWEAK_WORDS: Readonly<Record<QuickTweak, string>> = {
  'more-sources': 'More from sources',
  'fewer-sources': 'Less from sources',
  'more-interaction': 'More interaction',
  'shorter-sections': 'Shorter sections',
};

export const DRAFT_STATUS_WORDS: Readonly<Record<DraftStatus, string>> = {
  draft: 'Draft',
  review: 'In review',
  published: 'Published',
  archived: 'Archived',
};

/** Fields that comparisons, checklists and complaints name. */
export const FIELD_WORDS: Readonly<Record<string, string>> = {
  title: 'Title',
  sessionType: 'Type',
  category: 'Category',
  desiredOutcome: 'Desired outcome',
  currentProblem: 'Current problem',
  specificTopics: 'Specific topics',
  startDate: 'Date',
  startTime: 'Start',
  endTime: 'End',
  timezone: 'Time zone',
  location: 'Location',
  audienceName: 'Audience',
  toneName: 'Tone',
  topics: 'Topics',
  capacityMax: 'Places',
  isPublic: 'Public',
  kind: 'Kind',
  description: 'Description',
  formatting: 'Formatting',
  durationMinutes: 'Minutes',
  materials: 'Materials',
  parallel: 'Runs beside',
};

export const fieldWord = (field: string): string =>
  Object.hasOwn(FIELD_WORDS, field) ? (FIELD_WORDS[field] ?? field) : kindWord(field);

/** `95` → "1 h 35 min", `60` → "1 h", `0` → "0 min". Below zero with a minus sign. */
export function minutesWords(minutes: number): string {
  const sign = minutes < 0 ? '−' : '';
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  if (hours === 0) return `${sign}${rest} min`;
  return `${sign}${hours} h${rest === 0 ? '' : ` ${rest} min`}`;
}

/** What happened to a section between two versions, for people; empty when nothing did. */
export function changeWords({ added, removed, moved, from, to, fields }: SectionChange): string {
  if (added) return 'added';
  if (removed) return 'removed';
  const place = moved ? [`moved from place ${from ?? '?'} to ${to ?? '?'}`] : [];
  const changed = fields.map(({ field }) => fieldWord(field).toLowerCase());
  return [...place, ...(changed.length > 0 ? [`changed: ${changed.join(', ')}`] : [])].join('; ');
}
