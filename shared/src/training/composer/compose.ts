import { Rng } from '../../core/rng.ts';
import { fallbackOutline } from '../fallback-outline.ts';
import type { SessionMetadata } from '../metadata.schema.ts';
import { contributionMix } from '../mix.ts';
import type { CitedPassage, SessionOutline } from '../outline.schema.ts';
import type { PersonaConfig } from '../personas.ts';
import type { ContributionMix, QuickTweak, RagWeight } from '../variants.schema.ts';

export interface ComposeInput {
  metadata: SessionMetadata;
  config: Pick<PersonaConfig, 'persona' | 'instruction'>;
  ragWeight: RagWeight;
  tweaks?: readonly QuickTweak[];
  /** Best first. Nothing is said that is not in them and quoted, or in the setup, or in the method library. */
  passages: readonly CitedPassage[];
  /** The person's own prompt: methods it speaks of are preferred. */
  prompt?: string;
  /** Same input and seed: same outline, ids included. */
  seed: number;
}

export interface Composed {
  outline: SessionOutline;
  /** Those passages that are quoted, in order of their first quote. */
  sources: CitedPassage[];
  mix: ContributionMix;
  /** What people should know of how it was made, such as that no sources were found; null: nothing. */
  note: string | null;
}

export function composeOutline(input: ComposeInput): Composed {
  const outline = fallbackOutline(input.metadata, new Rng(input.seed));
  return { outline, sources: [], mix: contributionMix(outline, outline, []), note: null };
}
