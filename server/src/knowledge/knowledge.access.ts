import { AppError } from '@ensemble/shared';
import { accountStanding, requireViewer } from '../http/access.ts';
import type { Access } from '../http/route.ts';
import type { Viewer } from '../http/viewer.ts';
import type { KnowledgeRow } from './knowledge.repo.ts';

/** Guests see what they were invited to; the knowledge base is for accounts that can be found again. */
export const member: Access = {
  label: 'knowledge:member',
  check: ({ viewer }) => {
    requireViewer(viewer);
    if (viewer.isGuest) {
      throw new AppError('not-allowed', 'Create an account to use the knowledge base.');
    }
  },
};

type Owned = Pick<KnowledgeRow, 'ownerId' | 'visibility'>;

/** One's own, and what is for everyone. Nobody else reads what is private: no administrator either. */
export const mayRead = (userId: string, { ownerId, visibility }: Owned): boolean =>
  visibility === 'everyone' || ownerId === userId;

/** One's own; an administrator may also take back what is shown to everyone. What a feed brought is changed there. */
export function mayChange(viewer: Viewer, row: Owned & Pick<KnowledgeRow, 'source'>): boolean {
  if (row.source !== 'upload') return false;
  if (row.ownerId === viewer.userId) return true;
  return row.visibility === 'everyone' && accountStanding(viewer).roles.includes('admin');
}
