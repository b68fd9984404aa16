import { DEFAULT_PERSONAS } from '@ensemble/shared/training/personas';
import {
  PERSONAS,
  type Maker,
  type Persona,
  type RagWeight,
} from '@ensemble/shared/training/variants.schema';

/** What the four personas stand for, as long as nobody has changed them: in a sentence each. */
export const PERSONA_ABOUT = Object.fromEntries(
  PERSONAS.map((persona) => [persona, DEFAULT_PERSONAS[persona].description]),
) as Readonly<Record<Persona, string>>;

/** Who made it, said honestly. */
export function makerWords(maker: Maker, model: string | null): string {
  if (maker === 'model')
    return model === null ? 'Made by a language model' : `Made by the language model ${model}`;
  if (maker === 'composer') return 'Made by the built-in composer, without a language model';
  return 'A plain outline: making variants failed';
}

/** What one may ask for; `rules` leaves it to the stated rules. */
export const WEIGHT_CHOICES = [
  { value: 'rules', weight: null, label: 'By the rules' },
  { value: 'none', weight: 0, label: 'None' },
  { value: 'some', weight: 0.35, label: 'Some' },
  { value: 'much', weight: 0.7, label: 'Much' },
] as const satisfies readonly { value: string; weight: RagWeight | null; label: string }[];
export type WeightChoice = (typeof WEIGHT_CHOICES)[number]['value'];
