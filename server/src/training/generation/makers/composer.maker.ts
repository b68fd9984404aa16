import { composeOutline } from '@ensemble/shared/training/composer/index';
import { citedIn, type Made, type OutlineMaker } from './maker.ts';

/** Outlines by the embedded composer: no network, and the same outline for the same input and seed. */
export const composerMaker: OutlineMaker = {
  kind: 'composer',
  model: null,
  async make({ persona, instruction, metadata, prompt, ragWeight, tweaks, passages, seed }): Promise<Made> {
    const { outline } = composeOutline({
      metadata,
      config: { persona, instruction },
      prompt,
      ragWeight,
      tweaks,
      passages,
      seed,
    });
    return { outline, sources: citedIn(outline, passages) };
  },
};
