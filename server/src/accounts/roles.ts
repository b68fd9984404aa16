import { AppError, type AppRole } from '@ensemble/shared';
import type { RightsChanges } from './rights-changes.ts';
import type { UserRow, UsersRepo } from './users.repo.ts';

/** @throws AppError `not-found`; `conflict` for a guest, and for the last administrator's own role. */
export async function changeRoles(
  { users, rights }: { users: UsersRepo; rights: RightsChanges },
  id: string,
  roles: readonly AppRole[],
): Promise<UserRow> {
  const before = await users.find(id);
  if (!before) throw noSuchAccount();
  if (before.isAnonymous && roles.length > 0) {
    throw new AppError('conflict', 'A guest cannot have roles; they need an account first.');
  }
  const resigns = (before.roles?.includes('admin') ?? false) && !roles.includes('admin');
  if (resigns && (await users.countAdministrators()) <= 1) throw onlyAdministrator();
  const after = await users.setRoles(id, [...new Set(roles)]);
  if (!after) throw noSuchAccount();
  // Two that resign at one moment both pass the look before; whoever then finds nobody left comes back.
  if (resigns && (await users.countAdministrators()) === 0) {
    await users.setRoles(id, before.roles ?? []);
    throw onlyAdministrator();
  }
  rights.announce(id);
  return after;
}

const noSuchAccount = (): AppError => new AppError('not-found', 'There is no such account.');
const onlyAdministrator = (): AppError => new AppError('conflict', 'This is the only administrator.');
