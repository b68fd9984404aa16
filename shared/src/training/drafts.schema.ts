import { z } from 'zod';
import { Id, Instant, PageQuery, page, requiredText, text } from '../core/schema.ts';
import { SessionMetadata, SessionMetadataPatch } from './metadata.schema.ts';
import { CitedPassage, SessionOutline } from './outline.schema.ts';
import { DRAFT_ROLES } from './rights.ts';
import { ContributionMix, Maker, Persona, RagWeight } from './variants.schema.ts';

export const DRAFT_STATUSES = ['draft', 'review', 'published', 'archived'] as const;
export const DraftStatus = z.enum(DRAFT_STATUSES);
export type DraftStatus = z.infer<typeof DraftStatus>;

export const PROMPT_MAX = 8000;

/** `ai`: a chosen variant. `snapshot`: named by a person. `restore`: an older state brought back. `published`: as it went out. */
export const VERSION_KINDS = ['ai', 'snapshot', 'restore', 'published'] as const;

export const OutlineVersionView = z.object({
  id: Id,
  draftId: Id,
  /** 1, 2, … within the draft. */
  number: z.int(),
  kind: z.enum(VERSION_KINDS),
  label: z.string(),
  persona: Persona.nullable(),
  maker: Maker.nullable(),
  ragWeight: RagWeight.nullable(),
  /** The prompt it was made with; empty for a person's snapshot. */
  prompt: z.string(),
  metadata: SessionMetadata,
  outline: SessionOutline,
  sources: z.array(CitedPassage),
  createdBy: z.object({ id: z.string(), name: z.string() }),
  createdAt: Instant,
});
export type OutlineVersionView = z.infer<typeof OutlineVersionView>;

export const DraftView = z.object({
  id: Id,
  status: DraftStatus,
  metadata: SessionMetadata,
  outline: SessionOutline,
  aiPrompt: z.string(),
  /** Versions of kind `ai`, oldest first. */
  aiVersions: z.array(OutlineVersionView),
  acceptedVersionId: Id.nullable(),
  selectedVersionId: Id.nullable(),
  /** 0 to 100, the server's reckoning. */
  readinessScore: z.int(),
  /** Of the outline against the accepted version. */
  mix: ContributionMix,
  lastAutosaveAt: Instant.nullable(),
  /** Changed since the last saved state. */
  isDirty: z.boolean(),
  /** The published session, and whether the draft has changed since. */
  publishedSessionId: Id.nullable(),
  hasUnpublishedChanges: z.boolean(),
  /** Why the last attempt to publish failed; null when it did not. */
  publishProblem: z.string().nullable(),
  ownerId: Id,
  ownerName: z.string(),
  /** What the viewer may do. */
  role: z.enum([...DRAFT_ROLES, 'owner']),
  version: z.int(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type DraftView = z.infer<typeof DraftView>;

/** A draft in a list: without outline and versions. */
export const DraftSummary = DraftView.pick({
  id: true,
  status: true,
  readinessScore: true,
  lastAutosaveAt: true,
  isDirty: true,
  publishedSessionId: true,
  hasUnpublishedChanges: true,
  ownerId: true,
  ownerName: true,
  role: true,
  version: true,
  createdAt: true,
  updatedAt: true,
}).extend({
  metadata: SessionMetadata,
  sectionCount: z.int(),
  totalMinutes: z.int(),
  ready: z.boolean(),
});
export type DraftSummary = z.infer<typeof DraftSummary>;
export const DraftsPage = page(DraftSummary);

export const DraftCreate = z.strictObject({
  metadata: SessionMetadataPatch.default({}),
  aiPrompt: text(PROMPT_MAX).default(''),
});
/** `metadata` is merged field by field into the shared document. */
export const DraftPatch = z
  .strictObject({
    metadata: SessionMetadataPatch,
    aiPrompt: text(PROMPT_MAX),
    status: z.enum(['draft', 'review']),
  })
  .partial();

/** What the key figures of the dashboard lead to. */
export const DRAFT_FILTERS = [
  'open',
  'in-review',
  'ready',
  'published',
  'unpublished-changes',
  'shared',
  'archived',
] as const;
export const DraftQuery = PageQuery.extend({
  filter: z.enum(DRAFT_FILTERS).optional(),
  status: DraftStatus.optional(),
  q: z.string().max(200).optional(),
});

/** GET /api/training/figures: how many drafts each filter holds, and dated sessions in the next seven days. */
export const TrainingFigures = z.object({
  open: z.int(),
  'in-review': z.int(),
  ready: z.int(),
  published: z.int(),
  'unpublished-changes': z.int(),
  shared: z.int(),
  archived: z.int(),
  upcoming: z.int(),
});
export type TrainingFigures = z.infer<typeof TrainingFigures>;

export const VersionCreate = z.strictObject({ label: requiredText(120) });
export const VersionsPage = page(OutlineVersionView);

/** A version's id, or the draft as it stands. */
const comparable = z.union([z.literal('current'), Id]);
export const CompareQuery = z.object({ a: comparable, b: comparable });

export const WordChange = z.object({ type: z.enum(['same', 'added', 'removed']), text: z.string() });
export type WordChange = z.infer<typeof WordChange>;

export const FieldChange = z.object({ field: z.string(), words: z.array(WordChange) });

export const SectionChange = z.object({
  id: z.string(),
  title: z.string(),
  added: z.boolean(),
  removed: z.boolean(),
  /** Its place among those that both have is another. */
  moved: z.boolean(),
  /** Places, from 1, null where it is not. */
  from: z.int().nullable(),
  to: z.int().nullable(),
  /** Which fields differ, with their words. */
  fields: z.array(FieldChange),
});
export type SectionChange = z.infer<typeof SectionChange>;

export const OutlineComparison = z.object({
  a: z.object({ id: z.string(), label: z.string(), totalMinutes: z.int() }),
  b: z.object({ id: z.string(), label: z.string(), totalMinutes: z.int() }),
  /** In b's order, removed ones where they were. */
  sections: z.array(SectionChange),
  metadata: z.array(FieldChange),
  counts: z.object({
    added: z.int(),
    removed: z.int(),
    moved: z.int(),
    reworded: z.int(),
    unchanged: z.int(),
  }),
});
export type OutlineComparison = z.infer<typeof OutlineComparison>;

export const READINESS_STEPS = ['setup', 'generate', 'review'] as const;
export const ReadinessItem = z.object({
  id: z.string(),
  label: z.string(),
  done: z.boolean(),
  weight: z.int(),
  /** Publishing waits for it. */
  required: z.boolean(),
  /** Where it is put right: a step of the builder, and a field or section there. */
  step: z.enum(READINESS_STEPS),
  target: z.string().nullable(),
});
export type ReadinessItem = z.infer<typeof ReadinessItem>;
export const Readiness = z.object({ score: z.int(), ready: z.boolean(), items: z.array(ReadinessItem) });
export type Readiness = z.infer<typeof Readiness>;

export const PublishInput = z.strictObject({
  /** A published session that this one takes the place of: it is archived and says by what. */
  replaces: Id.optional(),
});
export type PublishInput = z.infer<typeof PublishInput>;
export const PublishView = z.object({
  sessionId: Id,
  contentVersionId: Id,
  contentVersionNumber: z.int(),
  instanceId: Id.optional(),
  /** What people should know of its dated session, such as seats that move with it; often empty. */
  notes: z.array(z.string()),
});
export type PublishView = z.infer<typeof PublishView>;

/** `/live` `drafts`: what changed beside the document; whole state, rising `version`. */
export const DraftEvent = DraftView.pick({
  id: true,
  version: true,
  status: true,
  readinessScore: true,
  lastAutosaveAt: true,
  isDirty: true,
  acceptedVersionId: true,
  selectedVersionId: true,
  publishedSessionId: true,
  hasUnpublishedChanges: true,
  publishProblem: true,
}).extend({ versionCount: z.int() });
export type DraftEvent = z.infer<typeof DraftEvent>;

/** Managed lists: /api/categories, locations, audiences, tones. */
export const MANAGED_LISTS = ['categories', 'locations', 'audiences', 'tones'] as const;
export type ManagedList = (typeof MANAGED_LISTS)[number];
export const ListEntryInput = z.strictObject({
  name: requiredText(120),
  description: text(400).default(''),
  isActive: z.boolean().default(true),
});
export const ListEntryPatch = z
  .strictObject({ name: requiredText(120), description: text(400), isActive: z.boolean() })
  .partial();
export const ListEntryView = z.object({
  id: Id,
  name: z.string(),
  description: z.string(),
  isActive: z.boolean(),
  version: z.int(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type ListEntryView = z.infer<typeof ListEntryView>;
