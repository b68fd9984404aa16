import { CommentView } from '@ensemble/shared/training/outline.schema';
import { api } from '#lib/api/client.ts';

/** Comments are written by the server alone; what is drawn is what then comes in with the document. */

const at = (draftId: string, id = ''): string =>
  `/api/drafts/${encodeURIComponent(draftId)}/comments${id === '' ? '' : `/${encodeURIComponent(id)}`}`;

export const writeComment = (
  draftId: string,
  comment: { text: string; sectionId?: string | null; parentId?: string | null },
) => api().post(CommentView, at(draftId), comment);

export const changeComment = (draftId: string, id: string, change: { text?: string; resolved?: boolean }) =>
  api().patch(CommentView, at(draftId, id), change);

export const deleteComment = (draftId: string, id: string) => api().delete(at(draftId, id));
