import type { OverlayKind } from '@ensemble/shared/agenda/overlay.schema';

/** What is earned beside the tickets, in plain words: `short` in lists, the others in forms. */
export const OVERLAY_WORDS: Record<OverlayKind, { short: string; label: string; source: string }> = {
  affiliate: { short: 'Commission', label: 'Commission from a partner', source: 'Which partner' },
  goods: { short: 'Goods', label: 'Goods sold', source: 'What is sold' },
  content: { short: 'Content', label: 'Content made of it', source: 'For whom' },
  training: { short: 'Training', label: 'Training value', source: 'Who learns' },
  other: { short: 'Other', label: 'Something else', source: 'What it is' },
};
