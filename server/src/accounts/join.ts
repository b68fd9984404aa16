import type { IncomingHttpHeaders } from 'node:http';
import { fromNodeHeaders } from 'better-auth/node';
import type { InvitePreview, JoinView } from '@ensemble/shared';
import type { Viewer } from '../http/viewer.ts';
import type { Auth } from './auth.ts';
import type { Invites } from './invites.ts';
import type { Memberships } from './memberships.ts';
import type { Scopes } from './scopes.ts';
import type { UsersRepo } from './users.repo.ts';

export interface JoinDeps {
  auth: Auth;
  users: UsersRepo;
  memberships: Memberships;
  invites: Invites;
  scopes: Scopes;
}

/** What a link offers, for the page that asks for a name. */
export async function previewInvite({ invites, scopes }: JoinDeps, token: string): Promise<InvitePreview> {
  const invite = await invites.resolve(token);
  const { name, path } = await scopes.describe(invite.scope, invite.scopeId);
  const activeInstanceId = await scopes.landing(invite.scope, invite.scopeId);
  return { role: invite.role, sessionName: name, sessionPath: path, activeInstanceId };
}

/**
 * Joins by a link. Without a session this makes a guest of that name and signs it in; `cookies` are
 * then the headers that carry the session.
 */
export async function joinByInvite(
  deps: JoinDeps,
  request: { token: string; name: string | undefined; viewer: Viewer | null; headers: IncomingHttpHeaders },
): Promise<{ view: JoinView; cookies: Headers | null }> {
  const invite = await deps.invites.resolve(request.token);
  const { path } = await deps.scopes.describe(invite.scope, invite.scopeId);
  const { userId, cookies } = request.viewer
    ? { userId: request.viewer.userId, cookies: null }
    : await makeGuest(deps, request.name ?? 'Guest', request.headers);
  const role = await deps.memberships.join(invite.scope, invite.scopeId, userId, invite.role);
  const instanceId = await deps.scopes.landing(invite.scope, invite.scopeId);
  return { view: { userId, sessionId: invite.scopeId, sessionPath: path, role, instanceId }, cookies };
}

async function makeGuest(
  { auth, users }: JoinDeps,
  name: string,
  headers: IncomingHttpHeaders,
): Promise<{ userId: string; cookies: Headers }> {
  const { 'user-agent': agent } = headers;
  const signedIn = await auth.api.signInAnonymous({
    headers: fromNodeHeaders(agent === undefined ? {} : { 'user-agent': agent }),
    returnHeaders: true,
  });
  const userId = signedIn.response.user.id;
  await users.rename(userId, name);
  return { userId, cookies: signedIn.headers };
}
