import { z } from 'zod';
import { requiredText, text } from '../core/schema.ts';
import { DurationMinutes, TITLE_MAX } from './metadata.schema.ts';

/** The outline as JSON: what the shared document is projected to, what makers make and versions keep. */

/** Those the pages have a name and a colour for; another slug is kept and shown as it is. */
export const SECTION_KINDS = [
  'opening',
  'input',
  'demonstration',
  'activity',
  'discussion',
  'practice',
  'reflection',
  'break',
  'closing',
] as const;
export type KnownSectionKind = (typeof SECTION_KINDS)[number];

export const SectionKind = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be a short word such as activity, break or closing');

export const ORIGINS = ['ai', 'rag', 'user'] as const;
export type Origin = (typeof ORIGINS)[number];

export const SECTIONS_MAX = 200;
export const DESCRIPTION_MAX = 40_000;

export const SectionId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be an id of letters, digits, - and _');

/** Points at a passage of the knowledge base; the passage's words are kept with the version that cites it. */
export const SourceRef = z.object({
  /** The passage's id. */
  id: z.string(),
  documentId: z.string(),
  /** The document's title. */
  title: z.string(),
  /** Headings above the passage, outermost first, joined by " › "; empty at the top. */
  heading: z.string(),
});
export type SourceRef = z.infer<typeof SourceRef>;

/** A passage as it was when it was cited: it stays readable when its document is gone. */
export const CitedPassage = SourceRef.extend({
  text: z.string(),
  /** Which chunk of its document, from 0. */
  position: z.int(),
});
export type CitedPassage = z.infer<typeof CitedPassage>;

const label = requiredText(120);
const editable = {
  kind: SectionKind,
  title: text(TITLE_MAX),
  /** Sanitised: paragraphs, headings, lists, quotes, emphasis, links (shared/training/rich-text). */
  descriptionHtml: z.string().max(DESCRIPTION_MAX),
  durationMinutes: DurationMinutes,
  topics: z.array(label).max(20),
  materials: z.array(label).max(40),
  /** Neighbours of one group run at the same time; null: by itself. */
  groupId: SectionId.nullable(),
};

export const OutlineSection = z.object({
  id: SectionId,
  ...editable,
  origin: z.enum(ORIGINS),
  sources: z.array(SourceRef),
});
export type OutlineSection = z.infer<typeof OutlineSection>;

export const SessionOutline = z.object({ sections: z.array(OutlineSection).max(SECTIONS_MAX) });
export type SessionOutline = z.infer<typeof SessionOutline>;

const after = SectionId.nullish();

/** `after`: a section's id, null first, absent last. */
export const SectionCreate = z.strictObject({
  kind: editable.kind.default('activity'),
  title: requiredText(TITLE_MAX),
  descriptionHtml: editable.descriptionHtml.default(''),
  durationMinutes: editable.durationMinutes.default(15),
  topics: editable.topics.default([]),
  materials: editable.materials.default([]),
  groupId: editable.groupId.default(null),
  after,
});
export type SectionCreate = z.output<typeof SectionCreate>;

export const SectionPatch = z.strictObject({ ...editable, after }).partial();
export type SectionPatch = z.infer<typeof SectionPatch>;

/** In the shared document and in what REST answers. The server alone writes comments. */
export const CommentView = z.object({
  id: z.string(),
  /** Null: about the whole draft. */
  sectionId: SectionId.nullable(),
  /** The comment it answers, null for a new thread. */
  parentId: z.string().nullable(),
  text: z.string(),
  authorId: z.string(),
  authorName: z.string(),
  createdAt: z.string(),
  editedAt: z.string().nullable(),
  resolvedAt: z.string().nullable(),
  resolvedBy: z.string().nullable(),
});
export type CommentView = z.infer<typeof CommentView>;

export const CommentCreate = z.strictObject({
  text: requiredCommentText(),
  sectionId: SectionId.nullable().default(null),
  parentId: SectionId.nullable().default(null),
});
export const CommentPatch = z.strictObject({ text: requiredCommentText(), resolved: z.boolean() }).partial();

function requiredCommentText() {
  return text(2000).min(1, 'must not be empty');
}
