import { z } from 'zod';
import { Id, Instant, requiredText, text } from '../core/schema.ts';
import { CitedPassage, SessionOutline } from './outline.schema.ts';

/** Outlines made for a draft: by which persona, by which maker, of which sources. */

export const PERSONAS = ['precision', 'insight', 'ignite', 'connect'] as const;
export const Persona = z.enum(PERSONAS);
export type Persona = z.infer<typeof Persona>;

/** `model`: a language model. `composer`: the embedded one, without network. `fallback`: what is left when making failed. */
export const MAKERS = ['model', 'composer', 'fallback'] as const;
export const Maker = z.enum(MAKERS);
export type Maker = z.infer<typeof Maker>;

/** How much of an outline is to come from retrieved passages. 0: nothing is retrieved. */
export const RAG_WEIGHTS = [0, 0.35, 0.7] as const;
export const RagWeight = z.union([z.literal(0), z.literal(0.35), z.literal(0.7)], {
  error: 'must be 0, 0.35 or 0.7',
});
export type RagWeight = z.infer<typeof RagWeight>;

/** Whole percents that sum to 100. */
export const ContributionMix = z.object({ ai: z.int(), rag: z.int(), user: z.int() });
export type ContributionMix = z.infer<typeof ContributionMix>;

/** What the person asks for with one press, on top of the stated rules for `ragWeight`. */
export const QUICK_TWEAKS = [
  'more-sources',
  'fewer-sources',
  'more-interaction',
  'shorter-sections',
] as const;
export const QuickTweak = z.enum(QUICK_TWEAKS);
export type QuickTweak = z.infer<typeof QuickTweak>;

export const VariantsRequest = z.strictObject({
  /** Left out: by the rules of shared/training/rag-weight. */
  ragWeight: RagWeight.optional(),
  /** True makes new ones beside those that are there; else existing ones of unchanged input are answered. */
  regenerate: z.boolean().default(false),
  tweaks: z.array(QuickTweak).max(QUICK_TWEAKS.length).default([]),
});
export type VariantsRequest = z.output<typeof VariantsRequest>;

export const VariantView = z.object({
  id: Id,
  /** The run that made it; a regeneration is another run. */
  jobId: Id,
  persona: Persona,
  label: z.string(),
  maker: Maker,
  /** The model's name where a model made it. */
  model: z.string().nullable(),
  ragWeight: RagWeight,
  outline: SessionOutline,
  sources: z.array(CitedPassage),
  mix: ContributionMix,
  totalMinutes: z.int(),
  /** Why the fallback had to step in; null otherwise. */
  note: z.string().nullable(),
  createdAt: Instant,
});
export type VariantView = z.infer<typeof VariantView>;

export const VARIANT_STATES = ['idle', 'pending', 'ready', 'failed'] as const;

export const VariantsProgress = z.object({
  draftId: Id,
  /** Rises with every change of this draft's runs. */
  version: z.int(),
  jobId: Id.nullable(),
  state: z.enum(VARIANT_STATES),
  /** 0 to 1. */
  progress: z.number(),
  /** What happens now, for people. */
  stage: z.string(),
  steps: z.array(
    z.object({
      persona: Persona,
      state: z.enum(['waiting', 'making', 'ready', 'failed']),
      reason: z.string().nullable(),
    }),
  ),
});
export type VariantsProgress = z.infer<typeof VariantsProgress>;

/** GET …/variants: the newest run's state and every variant kept, newest run first. */
export const VariantsView = VariantsProgress.extend({
  items: z.array(VariantView),
  /** How many passages were found for the newest run; 0 says "no sources". */
  passagesFound: z.int(),
});
export type VariantsView = z.infer<typeof VariantsView>;

/** One persona's configuration; `instruction` may hold the placeholders of shared/training/placeholders. */
export const VariantConfigView = z.object({
  id: Id,
  persona: Persona,
  label: z.string(),
  description: z.string(),
  instruction: z.string(),
  isActive: z.boolean(),
  version: z.int(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type VariantConfigView = z.infer<typeof VariantConfigView>;

export const VariantConfigPatch = z
  .strictObject({
    label: requiredText(60),
    description: text(400),
    instruction: requiredCharacters(6000),
    isActive: z.boolean(),
  })
  .partial();

function requiredCharacters(max: number) {
  return text(max).min(1, 'must not be empty');
}
