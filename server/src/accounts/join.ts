import type { IncomingHttpHeaders } from 'node:http';
import { fromNodeHeaders } from 'better-auth/node';
import type { InvitePreview, JoinView } from '@ensemble/shared';
import type { Viewer } from '../http/viewer.ts';
import type { Auth } from './auth.ts';
import type { Invite, Invites } from './invites.ts';
import type { Memberships } from './memberships.ts';
import type { ScopeFacts, Scopes } from './scopes.ts';
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
  const { scope, scopeId } = invite;
  const { name, path } = await scopes.describe(scope, scopeId);
  if (scope === 'draft') return { scope, role: invite.role, name, path, draftId: scopeId, draftTitle: name };
  const activeInstanceId = await scopes.landing(scope, scopeId);
  const session = { sessionName: name, sessionPath: path, activeInstanceId };
  return { scope, role: invite.role, name, path: `/sessions/${path}`, ...session };
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
  const facts = await deps.scopes.describe(invite.scope, invite.scopeId);
  const { userId, cookies } = request.viewer
    ? { userId: request.viewer.userId, cookies: null }
    : await makeGuest(deps, request.name ?? 'Guest', request.headers);
  return { view: await joined(deps, invite, facts, userId), cookies };
}

async function joined(
  { memberships, scopes }: JoinDeps,
  invite: Invite,
  { name, path, ownerId }: ScopeFacts,
  userId: string,
): Promise<JoinView> {
  const { scope, scopeId } = invite;
  if (scope === 'draft') {
    // An owner who tries their own link stays what they are.
    const role =
      ownerId === userId ? invite.role : await memberships.join(scope, scopeId, userId, invite.role);
    return { scope, userId, role, name, path, draftId: scopeId };
  }
  const role = await memberships.join(scope, scopeId, userId, invite.role);
  const session = { sessionId: scopeId, sessionPath: path, instanceId: await scopes.landing(scope, scopeId) };
  return { scope, userId, role, name, path: `/sessions/${path}`, ...session };
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
