import type { TuneHit } from '@ensemble/shared/music/tunes.schema';
import { SearchAsTyped } from '#lib/api/search-as-typed.svelte.ts';
import { findTunes } from './music.api.ts';

/** Long enough to skip the letters of one word, short enough not to be felt. */
const SETTLE_MS = 120;

export type TuneSearch = SearchAsTyped<TuneHit>;

export const tuneSearch = (text: string, hits: readonly TuneHit[]): TuneSearch =>
  new SearchAsTyped({
    find: async (q, signal) => (await findTunes(fetch, q, signal)).items,
    settleMs: SETTLE_MS,
    text,
    hits,
  });
