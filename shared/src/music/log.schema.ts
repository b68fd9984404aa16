import { z } from 'zod';
import { Id, Instant, requiredText, text } from '../core/schema.ts';
import { TuneHit } from './tunes.schema.ts';

/** The tune log over REST: rows of the projection, and edits that go through the co-edited document. */

const Key = text(20)
  .nullable()
  .transform((value) => (value === '' ? null : value));
const SettingId = z.int().min(1).max(100_000_000).nullable();
const TuneName = requiredText(200);

export const LogRow = z.object({
  id: Id,
  /** In steps of 1000, from 1000. */
  orderNumber: z.int(),
  tuneId: Id.nullable(),
  thesessionTuneId: z.int().nullable(),
  /** As it was said that night; the canonical name where nobody said another. */
  name: z.string(),
  canonicalName: z.string().nullable(),
  type: z.string().nullable(),
  key: z.string().nullable(),
  settingId: z.int().nullable(),
  continuesSet: z.boolean(),
  playedTimestamp: Instant.nullable(),
  insertedTimestamp: Instant.nullable(),
  loggedBy: z.object({ id: Id, name: z.string() }).nullable(),
});
export type LogRow = z.infer<typeof LogRow>;

export const LogItemInput = z
  .strictObject({
    tuneId: Id.nullish(),
    name: TuneName.nullish(),
    continuesSet: z.boolean().default(false),
    key: Key.nullish(),
    settingId: SettingId.nullish(),
  })
  .refine((item) => item.tuneId != null || item.name != null, {
    path: ['name'],
    message: 'a tune needs a tuneId or a name',
  });
export type LogItemInput = z.infer<typeof LogItemInput>;

export const LogAdd = z.strictObject({
  items: z.array(LogItemInput).min(1).max(500),
  /** An entry's id; null puts them first; left out, last. */
  after: Id.nullable().optional(),
});

export const LogPatch = z.strictObject({
  tuneId: Id.nullable().optional(),
  name: TuneName.nullable().optional(),
  continuesSet: z.boolean().optional(),
  key: Key.optional(),
  settingId: SettingId.optional(),
  playedTimestamp: Instant.nullable().optional(),
  after: Id.nullable().optional(),
});
export type LogPatch = z.infer<typeof LogPatch>;

export const LogList = z.object({ items: z.array(LogRow), nextCursor: z.null() });

export const PASTE_LIMIT = 20_000;
export const ParseInput = z.strictObject({
  text: z.string().min(1, 'must not be empty').max(PASTE_LIMIT, `must be at most ${PASTE_LIMIT} characters`),
});

export const ParsedTune = z.object({
  text: z.string(),
  match: TuneHit.nullable(),
  candidates: z.array(TuneHit),
  key: z.string().nullable(),
});
export const ParseView = z.object({
  sets: z.array(z.array(ParsedTune)),
  /** How many of these sets already stand in the log, in this order: a night pasted twice. */
  alreadyLogged: z.int(),
});
export type ParseView = z.infer<typeof ParseView>;
