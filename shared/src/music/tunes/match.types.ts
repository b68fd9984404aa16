import type { TuneRecord } from './name-book.ts';

/** From a certain hit to a guess; a hit of an earlier tier always stands before one of a later tier. */
export const TIERS = ['canonical', 'alias', 'type-stripped', 'prefix', 'one-edit', 'word', 'fuzzy'] as const;
export type MatchTier = (typeof TIERS)[number];

export interface TuneMatch {
  tune: TuneRecord;
  tier: MatchTier;
  /** Higher is better; comparable within one search only. */
  score: number;
  /** The other name that matched, as written in the data; absent where the canonical name did. */
  matchedAlias?: string;
  /** Other tunes carry the same name in the same tier: this one is a choice, not an answer. */
  ambiguous?: true;
}

export interface SearchOptions {
  /** 10 unless told. */
  limit?: number;
  /** A type the caller knows, preferred like one that was typed. */
  type?: string;
  /** Tune id → times played at this session. */
  playedHere?: ReadonlyMap<string, number>;
}

/** What deciding about a name needs to ask; TuneIndex answers. */
export interface NameLookup {
  search(query: string, options?: SearchOptions): TuneMatch[];
  /** Every tune that carries exactly this one name, however many they are. */
  owners(name: string, options?: SearchOptions): TuneMatch[];
}
