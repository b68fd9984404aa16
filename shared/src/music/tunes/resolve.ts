import { alternatives } from './alternatives.ts';
import { splitHints } from './hints.ts';
import type { NameLookup, SearchOptions, TuneMatch } from './match.types.ts';
import { normaliseName } from './names.ts';
import type { TuneRecord } from './name-book.ts';

export type ResolveReason =
  /** One tune alone has this as its canonical name, or, where none has, as an alias. */
  | 'only-owner'
  /** Several names were given, and one tune carries more of them than any other. */
  | 'names-agree'
  /** Several tunes share the name; only one is of the type named beside it. */
  | 'type-decides'
  /** Several tunes share the name; only one of them was played at this session before. */
  | 'played-here'
  /** Several tunes it may be: a person chooses. */
  | 'ambiguous'
  /** No tune has the name; `candidates` are guesses. */
  | 'unknown';

export interface Resolution {
  match: TuneRecord | null;
  /** Best first; the match too, when there is one. */
  candidates: TuneMatch[];
  reason: ResolveReason;
}

type Verdict =
  { match: TuneRecord; reason: ResolveReason } | { match: null; reason: 'ambiguous' | 'unknown' };

/** A tune this many times as popular is not passed over for the sake of a rarer one's canonical name. */
const FAR_MORE_POPULAR = 10;

/**
 * The owners that count: canonical names before aliases, whole names before those without a type word. An alias of
 * a tune far more popular than the canonical owner is a rival too: "Sean Ryan's" is the name of a rare tune, and
 * what many people call John Ryan's.
 */
function rivalsAmong(owners: readonly TuneMatch[]): TuneMatch[] {
  const [first] = owners;
  if (first === undefined) return [];
  const tier = owners.filter((owner) => owner.tier === first.tier);
  const canonical = tier.filter((owner) => owner.matchedAlias === undefined);
  if (canonical.length === 0) return tier;
  const enough = Math.max(1, ...canonical.map(({ tune }) => tune.tunebooks)) * FAR_MORE_POPULAR;
  const aliased = owners.filter(
    ({ matchedAlias, tier: at }) => matchedAlias !== undefined && (at === 'alias' || at === first.tier),
  );
  return [...canonical, ...aliased.filter(({ tune }) => tune.tunebooks > enough)];
}

/** One of several tunes, if the type or this session's past leaves exactly one. A type that fits none is ignored. */
function choose(rivals: readonly TuneMatch[], type: string | undefined, options: SearchOptions): Verdict {
  const [only] = rivals;
  if (only === undefined) return { match: null, reason: 'unknown' };
  if (rivals.length === 1) return { match: only.tune, reason: 'only-owner' };
  const fitting = rivals.filter(({ tune }) => tune.type === type);
  const possible = rivals.filter(({ tune }) => tune.type === null || tune.type === type);
  const left = type === undefined || fitting.length === 0 ? rivals : possible;
  if (left.length === 1 && left[0] !== undefined) return { match: left[0].tune, reason: 'type-decides' };
  const played = left.filter(({ tune }) => (options.playedHere?.get(tune.id) ?? 0) > 0);
  if (played.length === 1 && played[0] !== undefined) return { match: played[0].tune, reason: 'played-here' };
  return { match: null, reason: 'ambiguous' };
}

/** Several names of one tune: the tune that carries most of them, or the only one any of them settles on. */
function agree(
  names: readonly string[],
  index: NameLookup,
  type: string | undefined,
  options: SearchOptions,
): Verdict {
  const carried = new Map<string, { hit: TuneMatch; count: number }>();
  const perName = names.map((name) => index.owners(name, options));
  for (const hit of perName.flat()) {
    carried.set(hit.tune.id, { hit, count: (carried.get(hit.tune.id)?.count ?? 0) + 1 });
  }
  const most = Math.max(0, ...[...carried.values()].map(({ count }) => count));
  if (most > 1) {
    const leaders = [...carried.values()].filter(({ count }) => count === most).map(({ hit }) => hit);
    // Of two tunes that share all these names, the one known by the first is what was mainly called.
    const called = leaders.filter(
      ({ tune }) => normaliseName(tune.name) === normaliseName(splitHints(names[0] ?? '').name),
    );
    const verdict = choose(called.length === 1 ? called : leaders, type, options);
    return verdict.reason === 'only-owner' ? { ...verdict, reason: 'names-agree' } : verdict;
  }
  const known = perName.filter((owners) => owners.length > 0);
  const [first] = known;
  if (first === undefined) return { match: null, reason: 'unknown' };
  // Two names of two different tunes contradict each other; a name nobody knows says nothing.
  return known.length === 1
    ? choose(rivalsAmong(first), type, options)
    : { match: null, reason: 'ambiguous' };
}

/**
 * Decides whether the names given for one tune may be linked without asking. Only whole names count (as written, or
 * without a type word): a beginning, a near miss or a guess is offered as a candidate and never linked.
 */
export function resolveNames(
  index: NameLookup,
  names: readonly string[],
  options: SearchOptions,
): Resolution {
  const type =
    options.type ?? names.map((name) => splitHints(name).typeHint).find((hint) => hint !== undefined);
  const hinted = type === undefined ? options : { ...options, type };
  const [only = ''] = names;
  const verdict =
    names.length > 1
      ? agree(names, index, type, hinted)
      : choose(rivalsAmong(index.owners(only, hinted)), type, hinted);
  const candidates = candidatesFor(index, names, hinted);
  // The one linked stands first, whatever made the others rank high.
  const rank = ({ tune }: TuneMatch): number => (tune === verdict.match ? 0 : 1);
  return { ...verdict, candidates: candidates.sort((a, b) => rank(a) - rank(b)) };
}

/** As typed into one field: "Kesh", or "Kesh / Kerrigan's" where the whole is not a name itself. */
export function resolveQuery(index: NameLookup, query: string, options: SearchOptions): Resolution {
  const several = index.owners(query, options).length > 0 ? [] : alternatives(query);
  return resolveNames(index, several.length > 0 ? several : [query], options);
}

function candidatesFor(index: NameLookup, names: readonly string[], options: SearchOptions): TuneMatch[] {
  const limit = options.limit ?? 10;
  const byTune = new Map<string, TuneMatch>();
  const owners = names.flatMap((name) => index.owners(name, options));
  const found = owners.length > 0 ? owners : names.flatMap((name) => index.search(name, options));
  for (const hit of found) {
    const known = byTune.get(hit.tune.id);
    if (known === undefined || hit.score > known.score) byTune.set(hit.tune.id, hit);
  }
  return [...byTune.values()].sort((a, b) => b.score - a.score).slice(0, limit);
}
