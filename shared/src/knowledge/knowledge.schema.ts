import { z } from 'zod';
import { Id, Instant, page, PageQuery, requiredText, text } from '../core/schema.ts';
import { CitedPassage } from '../training/outline.schema.ts';

/** The knowledge base: texts that sessions are built from, found and cited passage by passage. */

export const KNOWLEDGE_FORMATS = ['markdown', 'text', 'html', 'pdf'] as const;
export const KnowledgeFormat = z.enum(KNOWLEDGE_FORMATS);
export type KnowledgeFormat = z.infer<typeof KnowledgeFormat>;

export const VISIBILITIES = ['private', 'everyone'] as const;
export const Visibility = z.enum(VISIBILITIES, 'must be private or everyone');
export type Visibility = z.infer<typeof Visibility>;

export const KNOWLEDGE_TITLE_MAX = 200;
export const KNOWLEDGE_FILE_MAX_BYTES = 10 * 1024 * 1024;
/** What is read out of a file, in characters: some 600 pages. */
export const KNOWLEDGE_TEXT_MAX = 2_000_000;
/** Pasted text comes as JSON; a longer one is a file. */
export const KNOWLEDGE_PASTE_MAX = 200_000;

/** Left out: the text's first heading, its title in HTML or PDF, or the file's name. */
const title = requiredText(KNOWLEDGE_TITLE_MAX);
const visibility = Visibility.default('private');

/** Pasted text. */
export const KnowledgeCreate = z.strictObject({
  title: title.optional(),
  text: z
    .string()
    .max(
      KNOWLEDGE_PASTE_MAX,
      `must be at most ${KNOWLEDGE_PASTE_MAX} characters; upload a longer text as a file`,
    )
    .refine((value) => value.trim() !== '', 'must not be empty'),
  format: z.enum(['markdown', 'text', 'html'], 'must be markdown, text or html').default('markdown'),
  visibility,
});
export type KnowledgeCreate = z.output<typeof KnowledgeCreate>;

/** The fields that come beside a file. */
export const KnowledgeUpload = z.strictObject({
  title: z.preprocess((value) => (value === '' ? undefined : value), title.optional()),
  visibility,
});
export type KnowledgeUpload = z.output<typeof KnowledgeUpload>;

export const KnowledgePatch = z.strictObject({ title, visibility: Visibility }).partial();
export type KnowledgePatch = z.infer<typeof KnowledgePatch>;

export const KnowledgeView = z.object({
  id: Id,
  title: z.string(),
  format: KnowledgeFormat,
  visibility: Visibility,
  /** `upload`: put in by a person. Anything else is kept where it was written and follows it, such as `note`. */
  source: z.string(),
  /** Null for what no person uploaded. */
  owner: z.object({ id: z.string(), name: z.string() }).nullable(),
  isMine: z.boolean(),
  /** Whether the viewer may rename, share and delete it. */
  mayChange: z.boolean(),
  /** Null where nothing was uploaded as a file. */
  fileName: z.string().nullable(),
  characters: z.int(),
  passageCount: z.int(),
  /** Of a PDF. */
  pageCount: z.int().nullable(),
  version: z.int(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type KnowledgeView = z.infer<typeof KnowledgeView>;
export const KnowledgePage = page(KnowledgeView);

/** Where a passage stands: `text.slice(start, end)` of its document. */
export const PassagePlace = z.object({
  id: Id,
  position: z.int(),
  heading: z.string(),
  start: z.int(),
  end: z.int(),
});
export type PassagePlace = z.infer<typeof PassagePlace>;

/** One document as it can be read: its text, and the passages in it in their order. */
export const KnowledgeDocument = KnowledgeView.extend({
  text: z.string(),
  passages: z.array(PassagePlace),
});
export type KnowledgeDocument = z.infer<typeof KnowledgeDocument>;

export const KnowledgePassage = CitedPassage.extend({ start: z.int(), end: z.int() });
export type KnowledgePassage = z.infer<typeof KnowledgePassage>;

export const KnowledgeQuery = PageQuery.extend({
  /** Part of a title. */
  q: text(200).optional(),
  whose: z.enum(['all', 'mine', 'shared']).default('all'),
});

export const KNOWLEDGE_QUERY_MAX = 2000;
export const KnowledgeSearchQuery = z.object({
  q: text(KNOWLEDGE_QUERY_MAX).default(''),
  limit: z.coerce.number().int().min(1).max(50).default(10),
});

export const KnowledgeHit = z.object({
  passage: KnowledgePassage,
  /** 1 for the best, the others in proportion. */
  score: z.number(),
  /** The words of the passage that were looked for, in lower case and without accents. */
  terms: z.array(z.string()),
});
export type KnowledgeHit = z.infer<typeof KnowledgeHit>;
/** Empty when nothing answers: there is no next best. */
export const KnowledgeHits = z.object({ items: z.array(KnowledgeHit) });
export type KnowledgeHits = z.infer<typeof KnowledgeHits>;
