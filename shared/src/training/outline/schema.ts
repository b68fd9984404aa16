import { z } from 'zod';
import type { Random } from '../../collab/order.ts';
import { text } from '../../core/schema.ts';
import { DurationMinutes, TITLE_MAX } from '../metadata.schema.ts';
import { ORIGINS, SectionCreate, SectionId, SourceRef } from '../outline.schema.ts';

/** What the edits take. */

/**
 * Actions are each exactly one transaction, so that undo takes them back whole. Of a client's, the server stamps what
 * it alone may say (guard.ts).
 */
export interface Edit {
  /** Who does it: undo and the server tell transactions apart by this. */
  origin: unknown;
  /** For the jitter of order keys; the platform's own unless told. */
  random?: Random;
}

export interface Adding extends Edit {
  /** Makes ids of letters, digits, - and _. */
  newId: () => string;
}

/**
 * A section to add. Its title may be empty, to be typed next. `origin` and `sources` are believed from the server
 * alone; `id` is for content that has ids already.
 */
export const NewSection = SectionCreate.omit({ after: true }).extend({
  id: SectionId.optional(),
  title: text(TITLE_MAX).default(''),
  origin: z.enum(ORIGINS).default('user'),
  sources: z.array(SourceRef).default([]),
});
export type NewSection = z.input<typeof NewSection>;

/** A custom topic as it is being written: the form begins it without a title. */
export const TopicInput = z.strictObject({
  title: text(TITLE_MAX).default(''),
  description: text(1000).default(''),
  durationMinutes: DurationMinutes.default(15),
});
export type TopicInput = z.input<typeof TopicInput>;

export const TopicPatch = z
  .strictObject({ title: text(TITLE_MAX), description: text(1000), durationMinutes: DurationMinutes })
  .partial();
export type TopicPatch = z.infer<typeof TopicPatch>;
