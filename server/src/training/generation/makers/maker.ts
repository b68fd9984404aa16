import type {
  CitedPassage,
  Persona,
  QuickTweak,
  RagWeight,
  SessionMetadata,
  SessionOutline,
} from '@ensemble/shared/training';

/** What an outline is made from: the same for every maker. */
export interface MakerInput {
  persona: Persona;
  label: string;
  /** The persona's, as configured; placeholders are not filled in yet. */
  instruction: string;
  metadata: SessionMetadata;
  /** The draft's own prompt. */
  prompt: string;
  ragWeight: RagWeight;
  tweaks: readonly QuickTweak[];
  passages: readonly CitedPassage[];
  /** Where chance is used, it follows from this. */
  seed: number;
  signal: AbortSignal;
}

export interface Made {
  outline: SessionOutline;
  /** Those of the passages that sections cite. */
  sources: CitedPassage[];
}

/** One way to make outlines. Which one made a variant is always shown. */
export interface OutlineMaker {
  kind: 'model' | 'composer';
  /** The model's name where one is asked. */
  model: string | null;
  /** @throws MakingFailed with a reason for people */
  make(input: MakerInput): Promise<Made>;
}

/** A reason that may be shown. */
export class MakingFailed extends Error {
  override name = 'MakingFailed';
}

/** Cited by any section, in the order in which they were found. */
export function citedIn(outline: SessionOutline, passages: readonly CitedPassage[]): CitedPassage[] {
  const cited = new Set(outline.sections.flatMap(({ sources }) => sources.map(({ id }) => id)));
  return passages.filter(({ id }) => cited.has(id));
}
