import type { IncomingHttpHeaders } from 'node:http';
import { fromNodeHeaders } from 'better-auth/node';
import { APP_ROLES, type AppRole } from '@ensemble/shared';
import { isBearer } from '../http/origin.ts';
import type { Viewer } from '../http/viewer.ts';
import type { Auth } from './auth.ts';
import type { UserRow } from './users.repo.ts';

const isAppRole = (role: unknown): role is AppRole => (APP_ROLES as readonly unknown[]).includes(role);

/**
 * The person behind these headers: a session cookie, or `Authorization: Bearer`. Where a bearer token
 * is sent the cookie is not looked at, since the origin check was waived for the token's sake.
 */
export async function viewerFromHeaders(auth: Auth, headers: IncomingHttpHeaders): Promise<Viewer | null> {
  const { cookie } = headers;
  // A password that a proxy in front asks for (Basic) says nothing to us.
  const authorization = isBearer(headers) ? headers.authorization : undefined;
  if (authorization === undefined && cookie === undefined) return null;
  const relevant = fromNodeHeaders(authorization === undefined ? { cookie } : { authorization });
  const found = await auth.api.getSession({ headers: relevant });
  if (!found) return null;
  const { user, session } = found;
  const isGuest = user.isAnonymous === true;
  return {
    userId: user.id,
    name: user.name,
    email: isGuest ? null : user.email,
    isGuest,
    roles: (user.roles as unknown[] | null | undefined)?.filter(isAppRole) ?? [],
    authSessionId: session.id,
  };
}

/** Without a sign-in of its own: for asking again about somebody who is connected. */
export const viewerFromRow = (row: UserRow): Viewer => ({
  userId: row._id.toHexString(),
  name: row.name,
  email: row.isAnonymous ? null : row.email,
  isGuest: row.isAnonymous === true,
  roles: row.roles?.filter(isAppRole) ?? [],
  authSessionId: '',
});
