import { DRAFT_ROLES } from '../training/rights.ts';
import { SESSION_ROLES } from './rights.ts';

/** What one can be a member of, each with its own roles, the least first. */
export const SCOPE_ROLES = { session: SESSION_ROLES, draft: DRAFT_ROLES } as const;

export type Scope = keyof typeof SCOPE_ROLES;
export type RoleIn<S extends Scope> = (typeof SCOPE_ROLES)[S][number];

/**
 * The role that may invite and remove others, and that somebody must always hold; null where the thing has an owner
 * who does that.
 */
export const MANAGING_ROLE: { readonly [S in Scope]: RoleIn<S> | null } = {
  session: 'organiser',
  draft: null,
};
