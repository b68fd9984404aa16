import type { Readiness, ReadinessItem } from './drafts.schema.ts';
import { type FieldError } from '../core/errors.ts';
import type { SessionMetadata } from './metadata.schema.ts';
import type { OutlineSection, SessionOutline } from './outline.schema.ts';
import { plannedMinutes } from './schedule.ts';
import { totalMinutesOf } from './steps.ts';
import { minutesWords } from './words.ts';

/** How far a draft is from being published, and what publishing waits for. */

export interface ReadinessInput {
  metadata: SessionMetadata;
  outline: SessionOutline;
  acceptedVersionId: string | null;
  /** Whether the draft has versions of kind `ai`; without them nobody has to accept one. */
  versionsExist: boolean;
}

/** The total may differ from the planned window by so much and still fit it. */
export const FITS_WITHIN = 0.05;

export const fitsWindow = (totalMinutes: number, windowMinutes: number): boolean =>
  Math.abs(totalMinutes - windowMinutes) <= windowMinutes * FITS_WITHIN;

type Item = (input: ReadinessInput) => ReadinessItem;
type Text =
  'title' | 'category' | 'desiredOutcome' | 'currentProblem' | 'audienceName' | 'toneName' | 'location';

const stated =
  (id: Text, label: string, weight: number, required = false): Item =>
  ({ metadata }) => ({
    id,
    label,
    done: metadata[id].trim() !== '',
    weight,
    required,
    step: 'setup',
    target: id,
  });

const topics: Item = ({ metadata }) => ({
  id: 'topics',
  label: 'Topics are named',
  done: metadata.topics.length > 0 || metadata.specificTopics.trim() !== '',
  weight: 6,
  required: false,
  step: 'setup',
  target: 'specificTopics',
});

const date: Item = ({ metadata }) => ({
  id: 'startDate',
  label: 'A date is set',
  done: metadata.startDate !== '',
  weight: 4,
  required: false,
  step: 'setup',
  target: 'startDate',
});

/** A date without times cannot be put into a calendar. */
const times: Item = ({ metadata }) => ({
  id: 'times',
  label: 'Start and end time are set',
  done: plannedMinutes(metadata) !== null,
  weight: 8,
  required: metadata.startDate !== '',
  step: 'setup',
  target: metadata.startTime === '' ? 'startTime' : 'endTime',
});

const sections: Item = ({ outline }) => ({
  id: 'outline',
  label: 'The outline has sections',
  done: outline.sections.length > 0,
  weight: 12,
  required: true,
  step: outline.sections.length > 0 ? 'review' : 'generate',
  target: null,
});

/** Done when all sections are; leads to the first that is not. An empty outline is not done. */
const everySection =
  (id: string, label: string, weight: number, isDone: (section: OutlineSection) => boolean): Item =>
  ({ outline }) => {
    const missing = outline.sections.find((section) => !isDone(section));
    return {
      id,
      label,
      done: outline.sections.length > 0 && !missing,
      weight,
      required: true,
      step: 'review',
      target: missing?.id ?? null,
    };
  };

const bothEnds: Item = ({ outline }) => ({
  id: 'opening-closing',
  label: 'There is an opening and a closing',
  done: ['opening', 'closing'].every((kind) => outline.sections.some((section) => section.kind === kind)),
  weight: 3,
  required: false,
  step: 'review',
  target: null,
});

function fitWords(total: number, planned: number): string {
  const over = total - planned;
  return `The outline is ${minutesWords(Math.abs(over))} ${over > 0 ? 'longer' : 'shorter'} than the planned ${minutesWords(planned)}`;
}

const fit: Item = ({ metadata, outline }) => {
  const planned = plannedMinutes(metadata);
  const total = totalMinutesOf(outline.sections);
  const done = planned !== null && total > 0 && fitsWindow(total, planned);
  return {
    id: 'fits-window',
    label:
      done || planned === null || total === 0
        ? 'The outline fits the planned time'
        : fitWords(total, planned),
    done,
    weight: 5,
    required: false,
    step: planned === null ? 'setup' : 'review',
    target: planned === null ? 'endTime' : null,
  };
};

/** A person's own outline needs no version: it stands accepted as soon as it has sections. */
const accepted: Item = ({ outline, acceptedVersionId, versionsExist }) => ({
  id: 'accepted-version',
  label: versionsExist ? 'A version is accepted' : 'An outline is chosen or written',
  done: acceptedVersionId !== null || (!versionsExist && outline.sections.length > 0),
  weight: 9,
  required: versionsExist,
  step: versionsExist ? 'review' : 'generate',
  target: null,
});

/** In the order of the builder's steps; weights sum to 100. */
const ITEMS: readonly Item[] = [
  stated('title', 'The session has a title', 8, true),
  stated('category', 'A category is chosen', 6),
  stated('desiredOutcome', 'The desired outcome is stated', 12, true),
  stated('currentProblem', 'The current problem is stated', 6),
  topics,
  stated('audienceName', 'The audience is chosen', 6),
  stated('toneName', 'The tone is chosen', 2),
  stated('location', 'The location is stated', 4),
  date,
  times,
  sections,
  everySection('section-titles', 'Every section has a title', 3, ({ title }) => title.trim() !== ''),
  everySection('durations', 'Every section has its minutes', 6, ({ durationMinutes }) => durationMinutes > 0),
  bothEnds,
  fit,
  accepted,
];

/** Ready when every required item is done. The score is the sum of the weights of what is done. */
export function readinessOf(input: ReadinessInput): Readiness {
  const items = ITEMS.map((item) => item(input));
  return {
    score: items.reduce((sum, { done, weight }) => sum + (done ? weight : 0), 0),
    ready: items.every(({ done, required }) => done || !required),
    items,
  };
}

/** What must be stated before outlines can be made, as the complaints of a 422. Empty: go ahead. */
export function missingForVariants({ title, desiredOutcome }: SessionMetadata): FieldError[] {
  const asked = [
    ['metadata.title', title],
    ['metadata.desiredOutcome', desiredOutcome],
  ] as const;
  return asked
    .filter(([, value]) => value.trim() === '')
    .map(([path]) => ({ path, message: 'must not be empty before outlines are made' }));
}
