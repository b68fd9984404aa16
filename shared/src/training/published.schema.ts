import { z } from 'zod';
import { Id, Instant, LocalDate, PageQuery, page, text } from '../core/schema.ts';
import { SessionMetadata } from './metadata.schema.ts';
import { SessionOutline } from './outline.schema.ts';
import { ContributionMix, Persona } from './variants.schema.ts';

/** The published training session, the day it is run, and what analytics say. */

export const RUN_STATES = ['idle', 'running', 'paused', 'ended'] as const;
export const RUN_ACTIONS = ['start', 'next', 'back', 'pause', 'end'] as const;
export const RunAction = z.enum(RUN_ACTIONS);
export type RunAction = z.infer<typeof RunAction>;
/** `pause` on a paused run goes on; `start` on an ended one begins anew. With `version` a stale press is 409. */
export const RunInput = z.strictObject({ action: RunAction, version: z.int().optional() });

export type RunInput = z.infer<typeof RunInput>;

/** Whole state, rising `version`: everybody who watches reckons the same clock from it. */
export const RunView = z.object({
  sessionId: Id,
  version: z.int(),
  state: z.enum(RUN_STATES),
  /** Sections run at the same time are one step. Null when idle or ended. */
  stepIndex: z.int().nullable(),
  sectionIds: z.array(z.string()),
  startedAt: Instant.nullable(),
  stepStartedAt: Instant.nullable(),
  pausedAt: Instant.nullable(),
  /** Milliseconds paused within this step, and in all, up to `pausedAt`. */
  stepPausedMs: z.int(),
  totalPausedMs: z.int(),
  endedAt: Instant.nullable(),
  /** What each finished step really took, in milliseconds. */
  taken: z.array(z.object({ stepIndex: z.int(), ms: z.int() })),
});
export type RunView = z.infer<typeof RunView>;

export const TrainingSessionView = z.object({
  id: Id,
  draftId: Id,
  status: z.enum(['published', 'archived']),
  title: z.string(),
  metadata: SessionMetadata,
  outline: SessionOutline,
  contentVersionId: Id,
  contentVersionNumber: z.int(),
  readinessScore: z.int(),
  instanceId: Id.nullable(),
  replacedBy: Id.nullable(),
  publishedAt: Instant,
  publishedBy: z.object({ id: z.string(), name: z.string() }),
  run: RunView,
  /** What the viewer may do beyond reading. */
  mayRun: z.boolean(),
  version: z.int(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type TrainingSessionView = z.infer<typeof TrainingSessionView>;

export const TrainingSessionSummary = TrainingSessionView.omit({ outline: true, run: true });
export type TrainingSessionSummary = z.infer<typeof TrainingSessionSummary>;
export const TrainingSessionsPage = page(TrainingSessionSummary);

export const TrainingSessionsQuery = PageQuery.extend({
  status: z.enum(['published', 'archived']).optional(),
  /** Words that all stand in the title, category or place. */
  q: text(200).optional(),
  /** Only those that are being run now (`true`), or are not. */
  running: z.enum(['true', 'false']).optional(),
});

/** Archiving leaves the dated session where people may hold seats, unless told. */
export const ArchiveQuery = z.object({ cancelInstance: z.enum(['true', 'false']).default('false') });

export const ContentVersionView = z.object({
  id: Id,
  number: z.int(),
  metadata: SessionMetadata,
  outline: SessionOutline,
  readinessScore: z.int(),
  acceptedVersionId: Id.nullable(),
  mix: ContributionMix,
  publishedAt: Instant,
  publishedBy: z.object({ id: z.string(), name: z.string() }),
});
export type ContentVersionView = z.infer<typeof ContentVersionView>;

export const ContentVersionsPage = page(ContentVersionView);

export const AGENDA_READERS = ['facilitator', 'participant'] as const;
export const AgendaQuery = z.object({ for: z.enum(AGENDA_READERS).default('facilitator') });

/** Days in UTC, both inclusive; the last ninety unless told. */
export const AnalyticsQuery = z.object({ from: LocalDate.optional(), to: LocalDate.optional() });

/** GET /api/training/analytics?from&to: of the drafts the viewer may read; administrators: of all. */
export const TrainingAnalytics = z.object({
  generations: z.int(),
  variantsMade: z.int(),
  generationFailures: z.int(),
  variantFailures: z.int(),
  selections: z.int(),
  published: z.int(),
  publishFailures: z.int(),
  /** From a draft's making to its first publishing; null when none was published. */
  medianMsToPublish: z.int().nullable(),
  personas: z.array(
    z.object({
      persona: Persona,
      made: z.int(),
      failed: z.int(),
      selected: z.int(),
      /** Mean share of User in the mix of drafts whose accepted version it is, 0 to 100; null when there is none. */
      userShareAfterAcceptance: z.number().nullable(),
    }),
  ),
  makers: z.object({ model: z.int(), composer: z.int(), fallback: z.int() }),
  byDay: z.array(
    z.object({
      date: z.string(),
      generations: z.int(),
      selections: z.int(),
      failures: z.int(),
      published: z.int(),
    }),
  ),
});
export type TrainingAnalytics = z.infer<typeof TrainingAnalytics>;
