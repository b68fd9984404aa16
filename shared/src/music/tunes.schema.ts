import { z } from 'zod';
import { Id, Instant, LocalDate } from '../core/schema.ts';

/** A tune in a list of answers. */
export const TuneHit = z.object({
  id: Id,
  thesessionTuneId: z.int().nullable(),
  name: z.string(),
  type: z.string().nullable(),
  tunebooks: z.int(),
  matchedAlias: z.string().optional(),
  /** The key and first bars of the most used setting, as ABC, where one is known. */
  key: z.string().nullable().optional(),
  incipit: z.string().nullable().optional(),
  /** How often it was played at the session asked about. */
  playedHere: z.int().optional(),
});
export type TuneHit = z.infer<typeof TuneHit>;

export const TuneQuery = z.object({
  q: z.string().trim().max(200).default(''),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  sessionId: Id.optional(),
});

export const TuneSettingView = z.object({
  settingId: z.int(),
  key: z.string().nullable(),
  meter: z.string().nullable(),
  /** A whole tune in ABC notation, headers included, ready to draw. */
  abc: z.string(),
  username: z.string().nullable(),
});

export const TuneView = z.object({
  id: Id,
  thesessionTuneId: z.int().nullable(),
  name: z.string(),
  type: z.string().nullable(),
  tunebooks: z.int(),
  aliases: z.array(z.string()),
  settings: z.array(TuneSettingView),
  /** Evenings the viewer may read at which it was logged, newest first. */
  played: z.array(
    z.object({
      instanceId: Id,
      sessionId: Id,
      sessionName: z.string(),
      date: LocalDate,
      name: z.string(),
    }),
  ),
  playedCount: z.int(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type TuneView = z.infer<typeof TuneView>;
