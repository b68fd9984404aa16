import { z } from 'zod';

/** What a first visit needs to know. */
export const SetupView = z.object({
  /** Whoever signs up now becomes the administrator. */
  needsFirstAccount: z.boolean(),
  /** No sessions and no tunes yet. */
  isEmpty: z.boolean(),
  demoAvailable: z.boolean(),
  /** Progress of the demo data being put in; null when it is not. */
  demo: z.object({ done: z.int(), total: z.int(), failed: z.string().nullable() }).nullable(),
});
export type SetupView = z.infer<typeof SetupView>;

export const StatusView = z.object({
  version: z.string(),
  store: z.enum(['embedded', 'mongodb']),
  startedAt: z.iso.datetime(),
  counts: z.record(z.string(), z.int()),
});
export type StatusView = z.infer<typeof StatusView>;
