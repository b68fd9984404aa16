import { z } from 'zod';
import { AppError } from '../../core/errors.ts';
import { Id, Instant, text } from '../../core/schema.ts';

/** What a person may say about a tune of the log, as REST takes it and as the edits check it. */

export const NAME_MAX = 200;
/** As the column of the source document: "Em", "A mixolydian", "D capo 2". */
export const KEY_MAX = 20;
export const NOTES_MAX = 20_000;
/** A pasted night is 60 to 120 tunes; more at once is a mistake. */
export const MAX_TUNES_AT_ONCE = 500;

const name = text(NAME_MAX);
const key = text(KEY_MAX);
/** A thesession.org setting number. */
const settingId = z.int().min(1).max(2_147_483_647);

const NEITHER = 'say a name, or which tune it is';

/** A tune to log: which tune it is, what it was called, or both. */
export const NewTune = z
  .strictObject({
    tuneId: Id.nullish(),
    name: name.nullish(),
    /** Whether it continues the set of the tune before it; false begins a set. */
    continuesSet: z.boolean().nullish(),
    key: key.nullish(),
    settingId: settingId.nullish(),
    playedAt: Instant.nullish(),
  })
  .refine((tune) => Boolean(tune.tuneId) || Boolean(tune.name), { path: ['name'], message: NEITHER });
export type NewTune = z.infer<typeof NewTune>;

/** Changes to one tune: absent leaves, null (or an empty text) takes away. */
export const TunePatch = z.strictObject({
  tuneId: Id.nullish(),
  name: name.nullish(),
  key: key.nullish(),
  settingId: settingId.nullish(),
  playedAt: Instant.nullish(),
});
export type TunePatch = z.infer<typeof TunePatch>;

export const neitherNorName = (): AppError =>
  new AppError('invalid', NEITHER, { fields: [{ path: 'name', message: NEITHER }] });
