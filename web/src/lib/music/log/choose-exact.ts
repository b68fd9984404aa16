import type { z } from 'zod';
import { normaliseName, splitHints } from '@ensemble/shared/music/tunes';
import type { TuneHit as TuneHitSchema } from '@ensemble/shared/music/tunes.schema';

export type TuneHit = z.infer<typeof TuneHitSchema>;

/** An alias of a tune this many times as popular rivals a rarer tune's own name. */
const FAR_MORE_POPULAR = 10;

/**
 * The one tune that may be linked without asking: it alone has exactly this name, by its own name
 * before by another, or it alone of several is of the type typed or was played here before. Null
 * when nobody or more than one would fit: then what was typed is logged as it is and linked later.
 */
export function chooseExact(typed: string, hits: readonly TuneHit[]): TuneHit | null {
  const { name, stem, typeHint } = splitHints(typed);
  const keys = new Set([typed, name, stem].filter((text) => text !== undefined).map(normaliseName));
  keys.delete('');
  const named = (text: string | undefined) => text !== undefined && keys.has(normaliseName(text));

  const canonical = hits.filter((hit) => named(hit.name));
  const aliased = hits.filter((hit) => !named(hit.name) && named(hit.matchedAlias));
  const rarest = Math.max(1, ...canonical.map((hit) => hit.tunebooks)) * FAR_MORE_POPULAR;
  const rivals =
    canonical.length === 0 ? aliased : [...canonical, ...aliased.filter((hit) => hit.tunebooks > rarest)];

  const ofType = typeHint === undefined ? [] : rivals.filter((hit) => hit.type === typeHint);
  const left = ofType.length > 0 ? ofType : rivals;
  if (left.length === 1) return left[0] ?? null;
  const playedHere = left.filter((hit) => (hit.playedHere ?? 0) > 0);
  return playedHere.length === 1 ? (playedHere[0] ?? null) : null;
}
