import type { DraftRole } from '@ensemble/shared/training/rights';
import type { DraftStatus, DraftView } from '@ensemble/shared/training/drafts.schema';
import type { SESSION_TYPES } from '@ensemble/shared/training/metadata.schema';
import { count } from '#lib/viewer/words.ts';

/** Words of the session builder. */

/** A draft's own name; some have none yet. */
export const titleOf = ({ title }: { title: string }): string => title.trim() || 'Untitled draft';

export const STATUS_WORDS: Readonly<Record<DraftStatus, string>> = {
  draft: 'Draft',
  review: 'In review',
  published: 'Published',
  archived: 'Archived',
};

/** A role as people here say it, and what it allows. */
export const DRAFT_ROLE_WORDS: Readonly<Record<DraftRole, { label: string; can: string }>> = {
  edit: { label: 'Editor', can: 'changes everything, generates and publishes' },
  comment: { label: 'Commenter', can: 'reads along and comments' },
  view: { label: 'Viewer', can: 'reads along' },
};

export const TYPE_WORDS: Readonly<Record<(typeof SESSION_TYPES)[number], string>> = {
  training: 'Training',
  workshop: 'Workshop',
  webinar: 'Webinar',
  event: 'Event',
};

/** `1 h 30 min`, `45 min`; nothing is `0 min`. */
export function minutesWords(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

/** The same, to be read out. */
export function minutesAloud(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  const parts = [hours > 0 && count(hours, 'hour'), (rest > 0 || hours === 0) && count(rest, 'minute')];
  return parts.filter((part) => part !== false).join(' ');
}

export const mayEditAs = (role: DraftView['role']): boolean => role === 'owner' || role === 'edit';
export const mayCommentAs = (role: DraftView['role']): boolean => role !== 'view';
