import { AppError } from '@ensemble/shared';
import { type DraftAction, draftPolicy, type DraftRole, type DraftStanding } from '@ensemble/shared/training';
import type { Memberships } from '../accounts/index.ts';
import { requireViewer } from '../http/access.ts';
import type { Access } from '../http/route.ts';
import type { Viewer } from '../http/viewer.ts';
import type { DraftRows } from './draft-rows.ts';
import type { DraftRecord, DraftRightsRow } from './drafts.repo.ts';

/** What nobody does to a draft that is put away. */
const WORK: ReadonlySet<DraftAction> = new Set(['edit', 'comment', 'publish']);

/** Who may do what with a draft, by the table in shared/training/rights. */
export class DraftAccess {
  readonly #rows: DraftRows;
  readonly #memberships: Memberships;

  constructor(rows: DraftRows, memberships: Memberships) {
    this.#rows = rows;
    this.#memberships = memberships;
  }

  async standing(viewer: Viewer | null, row: Pick<DraftRightsRow, 'id' | 'ownerId'>): Promise<DraftStanding> {
    return standingOf(
      viewer,
      row.ownerId,
      viewer ? await this.#memberships.roleOf('draft', row.id, viewer.userId) : null,
    );
  }

  async may(viewer: Viewer | null, draftId: string, action: DraftAction): Promise<boolean> {
    const row = await this.#rows.repo.rights(draftId);
    return row !== null && draftPolicy[action](await this.standing(viewer, row));
  }

  /** @throws AppError `not-signed-in`, `not-found`, `not-allowed`; `conflict` for work on an archived draft. */
  async require(viewer: Viewer | null, draftId: string, action: DraftAction): Promise<DraftRecord> {
    requireViewer(viewer);
    const row = await this.#rows.repo.find(draftId);
    const standing = row && (await this.standing(viewer, row));
    if (!row || !standing || !draftPolicy.read(standing)) {
      throw new AppError('not-found', 'There is no such draft.');
    }
    if (!draftPolicy[action](standing)) {
      throw new AppError('not-allowed', 'Your role does not allow this. Ask whoever owns the draft.');
    }
    if (row.status === 'archived' && WORK.has(action)) {
      throw new AppError('conflict', 'This draft is in the archive. Take it out to work on it.');
    }
    return row;
  }

  /** Of the drafts somebody is a member of. */
  async rolesOf(viewer: Viewer): Promise<Map<string, DraftRole>> {
    const memberships = await this.#memberships.of(viewer.userId, 'draft');
    return new Map(memberships.map(({ scopeId, role }) => [scopeId, role]));
  }
}

export const standingOf = (
  viewer: Viewer | null,
  ownerId: string,
  role: DraftRole | null,
): DraftStanding => ({
  isAdmin: viewer?.roles.includes('admin') ?? false,
  isOwner: viewer?.userId === ownerId,
  isGuest: viewer?.isGuest ?? false,
  role,
});

/** May the viewer do this with the draft of the route's `:id`? A hidden one does not exist to a stranger. */
export const draftAccess = (access: DraftAccess, action: DraftAction): Access => ({
  label: `draft:${action}`,
  async check({ viewer, params }) {
    await access.require(viewer, params['id'] ?? '', action);
  },
});
