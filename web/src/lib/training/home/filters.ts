import { DRAFT_FILTERS } from '@ensemble/shared/training/drafts.schema';
import type { DraftFilter } from '#lib/api/training.ts';

/** What the key figures count, in the order they are shown. */
export const FIGURES: readonly { filter: DraftFilter; label: string; none: string }[] = [
  { filter: 'open', label: 'being worked on', none: 'No draft is being worked on.' },
  { filter: 'in-review', label: 'in review', none: 'No draft is in review.' },
  { filter: 'ready', label: 'ready to publish', none: 'No draft is ready to publish yet.' },
  { filter: 'published', label: 'published', none: 'Nothing is published yet.' },
  {
    filter: 'unpublished-changes',
    label: 'changed since publishing',
    none: 'What is published is as its drafts say.',
  },
  { filter: 'shared', label: 'shared with me', none: 'Nobody has shared a draft with you.' },
  { filter: 'archived', label: 'archived', none: 'Nothing is archived.' },
];

/** What an address asks for; anything else asks for nothing. */
export const filterFrom = (text: string | null): DraftFilter | null =>
  DRAFT_FILTERS.find((filter) => filter === text) ?? null;

export const noneWords = (filter: DraftFilter | null): string =>
  FIGURES.find((figure) => figure.filter === filter)?.none ?? 'No draft yet.';
