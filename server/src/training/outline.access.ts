import { draftPolicy } from '@ensemble/shared/training';
import type { Accounts } from '../accounts/index.ts';
import type { CollabAccess, Principal } from '../collab/index.ts';
import type { DraftAccess } from './drafts.access.ts';
import type { DraftRows } from './draft-rows.ts';

/** What somebody may do with an outline, by the same table of rights as REST. In the archive it is read-only. */
export const outlineAccess =
  (deps: { accounts: Pick<Accounts, 'viewerById'>; rows: DraftRows; access: DraftAccess }) =>
  async (principal: Principal | null, draftId: string): Promise<CollabAccess> => {
    const row = /^[0-9a-f]{24}$/.test(draftId) ? await deps.rows.repo.rights(draftId) : null;
    if (!row) return 'absent';
    const viewer = principal ? await deps.accounts.viewerById(principal.userId) : null;
    const standing = await deps.access.standing(viewer, row);
    if (!viewer || !draftPolicy.read(standing)) return 'none';
    if (row.status === 'archived') return 'read';
    if (draftPolicy.edit(standing)) return 'write';
    return draftPolicy.comment(standing) ? 'comment' : 'read';
  };
