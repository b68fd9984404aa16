import type { KnowledgeFormat, KnowledgeView, Visibility } from '@ensemble/shared/knowledge/knowledge.schema';
import { count } from '#lib/viewer/words.ts';

export const VISIBILITY_CHOICES: readonly { value: Visibility; label: string }[] = [
  { value: 'private', label: 'Only me' },
  { value: 'everyone', label: 'Everyone with an account' },
];

const FORMATS: Record<KnowledgeFormat, string> = {
  markdown: 'Markdown',
  text: 'Text',
  html: 'Web page',
  pdf: 'PDF',
};

/** `PDF, 12 pages`, `Markdown, 3 passages`. */
export function sizeWords({ format, pageCount, passageCount }: KnowledgeView): string {
  return `${FORMATS[format]}, ${pageCount === null ? count(passageCount, 'passage') : count(pageCount, 'page')}`;
}

/** Who put it there and who may read it. */
export function sharingWords({ source, isMine, owner, visibility }: KnowledgeView): string {
  if (source !== 'upload') return 'A public note of the agenda';
  if (!isMine) return `Shared by ${owner?.name ?? 'somebody'}`;
  return visibility === 'private' ? 'Only you' : 'Shared with everyone';
}
