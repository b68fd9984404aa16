import type { DraftRole } from '@ensemble/shared/training/rights';
import type { DraftView } from '@ensemble/shared/training/drafts.schema';
import { count } from '#lib/viewer/words.ts';

/** Words of the session builder's pages, beside those that exports say too (shared/training/words). */

/** A draft's own name; some have none yet. */
export const titleOf = ({ title }: { title: string }): string => title.trim() || 'Untitled draft';

/** A role as people here say it, and what it allows. */
export const DRAFT_ROLE_WORDS: Readonly<Record<DraftRole, { label: string; can: string }>> = {
  edit: { label: 'Editor', can: 'changes everything, generates and publishes' },
  comment: { label: 'Commenter', can: 'reads along and comments' },
  view: { label: 'Viewer', can: 'reads along' },
};

/** `an editor`, `a viewer`. */
export const asRole = (role: DraftRole): string =>
  `${role === 'edit' ? 'an' : 'a'} ${DRAFT_ROLE_WORDS[role].label.toLowerCase()}`;

/** Minutes to be read out: `1 hour 30 minutes`. */
export function minutesAloud(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  const parts = [hours > 0 && count(hours, 'hour'), (rest > 0 || hours === 0) && count(rest, 'minute')];
  return parts.filter((part) => part !== false).join(' ');
}

export const mayEditAs = (role: DraftView['role']): boolean => role === 'owner' || role === 'edit';
export const mayCommentAs = (role: DraftView['role']): boolean => role !== 'view';
