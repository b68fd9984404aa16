import type { UserView } from '@ensemble/shared';
import type { UserRow } from './users.repo.ts';

/** The only fields of an account that leave the server. */
export const presentUser = (row: UserRow): UserView => ({
  id: row._id.toHexString(),
  name: row.name,
  email: row.isAnonymous ? null : row.email,
  isGuest: row.isAnonymous === true,
  roles: row.roles ?? [],
  createdAt: row.createdAt.toISOString(),
});
