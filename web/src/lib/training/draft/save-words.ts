import type { SaveWords } from '#lib/collab/save-state.ts';

/** How a draft's shared document is spoken of where its safety is told. */
export const DRAFT_SAVE_WORDS: SaveWords = {
  thing: 'the draft',
  readonly: 'You see changes as they come. To change it, ask its owner for a link as an editor.',
  revoked: 'Your role was changed, or the draft was archived',
};
