import { z } from 'zod';
import { Id, Instant, requiredText, text } from '../core/schema.ts';

/** A Markdown note on a city, stack, path or instance; feeds its page and the training knowledge base. */

export const DOCUMENT_SUBJECTS = ['city', 'stack', 'path', 'instance'] as const;

const fields = {
  subject: z.strictObject({
    kind: z.enum(DOCUMENT_SUBJECTS, 'must be city, stack, path or instance'),
    id: Id,
  }),
  title: requiredText(160),
  /** Markdown; shown through a sanitiser, never as it is. */
  body: text(100_000),
  /** Seen on the public pages; else by hosts and guides alone. */
  isPublic: z.boolean(),
};

export const DocumentCreate = z.strictObject({
  subject: fields.subject,
  title: fields.title,
  body: fields.body.default(''),
  isPublic: fields.isPublic.default(false),
});
export type DocumentCreate = z.infer<typeof DocumentCreate>;
export type DocumentCreateInput = z.input<typeof DocumentCreate>;

export const DocumentPatch = z
  .strictObject({ title: fields.title, body: fields.body, isPublic: fields.isPublic })
  .partial();
export type DocumentPatch = z.infer<typeof DocumentPatch>;

export const DocumentView = z.object({
  id: Id,
  ...fields,
  version: z.int(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type DocumentView = z.output<typeof DocumentView>;
