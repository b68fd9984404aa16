import {
  AppError,
  Id,
  InviteInput,
  InvitePreview,
  InviteView,
  JoinInput,
  JoinToken,
  JoinView,
  MeView,
  MemberRoleInput,
  MembersView,
  MemberView,
  PageQuery,
  RolesInput,
  UserView,
  page,
} from '@ensemble/shared';
import { z } from 'zod';
import { account, anyone, requireViewer, signedIn } from '../http/access.ts';
import { countedAs } from '../http/client-address.ts';
import { decodeCursor, pageOf } from '../http/cursor.ts';
import type { RateLimit } from '../http/rate-limit.ts';
import { type Access, route, type RouteDefinition } from '../http/route.ts';
import { copyHeaders } from './auth.routes.ts';
import { type JoinDeps, joinByInvite, previewInvite } from './join.ts';
import type { Scope } from './memberships.ts';
import type { RightsChanges } from './rights-changes.ts';
import { changeRoles } from './roles.ts';
import { presentUser } from './users.present.ts';

const UserId = z.object({ id: Id });
const Token = z.object({ token: JoinToken });

export interface AccountsRoutesDeps extends JoinDeps {
  rights: RightsChanges;
  signUps: RateLimit;
  publicOrigin: string;
}

export function accountsRoutes(deps: AccountsRoutesDeps): RouteDefinition[] {
  const { users, memberships, signUps } = deps;
  return [
    route({
      method: 'get',
      path: '/me',
      summary: 'Who I am, what I may do, what I am a member of',
      tag: 'Accounts',
      access: signedIn,
      answer: MeView,
      async handle({ viewer }): Promise<MeView> {
        requireViewer(viewer);
        const row = await users.find(viewer.userId);
        if (!row) throw new AppError('not-signed-in', 'This account is gone.');
        const { id, name, email, isGuest, createdAt, roles } = presentUser(row);
        return {
          user: { id, name, email, isGuest, createdAt, updatedAt: row.updatedAt.toISOString() },
          roles,
          memberships: (await memberships.of(viewer.userId)).map(({ scope, scopeId, role }) => ({
            scope,
            scopeId,
            role,
          })),
        };
      },
    }),
    route({
      method: 'get',
      path: '/join/:token',
      summary: 'What an invitation link offers',
      tag: 'Accounts',
      access: anyone,
      params: Token,
      answer: InvitePreview,
      handle: ({ params }) => previewInvite(deps, params.token),
    }),
    route({
      method: 'post',
      path: '/join/:token',
      summary: 'Join by an invitation link; without an account this makes a guest and signs it in',
      tag: 'Accounts',
      access: anyone,
      params: Token,
      body: JoinInput,
      answer: JoinView,
      setsCookies: true,
      async handle({ params, body, viewer, req, res }) {
        if (!viewer) await signUps.take(countedAs(req.ip ?? 'unknown'));
        const joined = await joinByInvite(deps, {
          token: params.token,
          name: body.name,
          viewer,
          headers: req.headers,
        });
        if (joined.cookies) copyHeaders(joined.cookies, res);
        return joined.view;
      },
    }),
    route({
      method: 'get',
      path: '/users',
      summary: 'All accounts and guests',
      tag: 'Accounts',
      access: account('administer'),
      query: PageQuery,
      answer: page(UserView),
      async handle({ query }) {
        const after = decodeCursor(z.tuple([Id]), query.cursor);
        const rows = await users.page(query.limit + 1, after?.[0] ?? null);
        return pageOf(rows, query.limit, presentUser, (row) => [row._id.toHexString()]);
      },
    }),
    route({
      method: 'put',
      path: '/users/:id/roles',
      summary: 'Give and take the roles administrator and host',
      tag: 'Accounts',
      access: account('administer'),
      params: UserId,
      body: RolesInput,
      answer: UserView,
      problems: ['conflict'],
      handle: async ({ params, body }) => presentUser(await changeRoles(deps, params.id, body.roles)),
    }),
  ];
}

const ScopeId = z.object({ id: Id });
const ScopeMember = z.object({ id: Id, userId: Id });

export interface MemberRoutesOptions {
  /** Such as `/sessions`. */
  basePath: string;
  scope: Scope;
  tag: string;
  /** Who may see the members' names. */
  meet: Access;
  manage: Access;
}

const noMember = (): AppError => new AppError('not-found', 'That person is no member.');

/** A member may always leave. */
const selfOr = (manage: Access): Access => ({
  label: `${manage.label} or self`,
  async check(context) {
    requireViewer(context.viewer);
    if (context.viewer.userId !== context.params['userId']) await manage.check(context);
  },
});

/** Invites and members below one kind of thing; each domain that can be joined mounts these. */
export function memberRoutes(deps: AccountsRoutesDeps, options: MemberRoutesOptions): RouteDefinition[] {
  const { users, memberships, invites, publicOrigin, rights } = deps;
  const { basePath, scope, tag, meet, manage } = options;

  async function members(scopeId: string): Promise<MemberView[]> {
    const list = await memberships.list(scope, scopeId);
    const names = await users.namesOf(list.map(({ userId }) => userId));
    return list.flatMap((member): MemberView[] => {
      const user = names.get(member.userId);
      if (!user) return [];
      return [{ userId: member.userId, ...user, role: member.role, joinedAt: member.joinedAt.toISOString() }];
    });
  }

  return [
    route({
      method: 'post',
      path: `${basePath}/:id/invites`,
      summary: 'Make an invitation link',
      tag,
      access: manage,
      params: ScopeId,
      body: InviteInput,
      status: 201,
      answer: InviteView,
      async handle({ params, body, viewer }): Promise<InviteView> {
        requireViewer(viewer);
        const { token, expiresAt } = await invites.create(scope, params.id, body.role, viewer.userId);
        return {
          token,
          url: `${publicOrigin}/join/${token}`,
          role: body.role,
          expiresAt: expiresAt.toISOString(),
        };
      },
    }),
    route({
      method: 'delete',
      path: `${basePath}/:id/invites`,
      summary: 'Withdraw every invitation link',
      tag,
      access: manage,
      params: ScopeId,
      status: 204,
      async handle({ params }) {
        await invites.withdraw(scope, params.id);
        // Somebody may be reading by such a link right now.
        rights.announce(null);
      },
    }),
    route({
      method: 'get',
      path: `${basePath}/:id/members`,
      summary: 'Who takes part, and as what',
      tag,
      access: meet,
      params: ScopeId,
      answer: MembersView,
      handle: async ({ params }) => ({ items: await members(params.id), nextCursor: null }),
    }),
    route({
      method: 'put',
      path: `${basePath}/:id/members/:userId`,
      summary: 'Give somebody a role: a member another one, an account its first',
      tag,
      access: manage,
      params: ScopeMember,
      body: MemberRoleInput,
      answer: MemberView,
      problems: ['conflict'],
      async handle({ params, body }) {
        // PUT makes what is not there yet: an account may be put in by its id, which only its owner can tell.
        // Guests join by a link.
        const isMember = (await memberships.roleOf(scope, params.id, params.userId)) !== null;
        const user = isMember ? null : await users.find(params.userId);
        if (!isMember && (!user || user.isAnonymous)) throw noMember();
        await memberships.set(scope, params.id, params.userId, body.role);
        if (body.role !== 'organiser') await invites.withdrawOf(scope, params.id, params.userId);
        return (await members(params.id)).find(({ userId }) => userId === params.userId);
      },
    }),
    route({
      method: 'delete',
      path: `${basePath}/:id/members/:userId`,
      summary: 'Take a member out, or leave oneself',
      tag,
      access: selfOr(manage),
      params: ScopeMember,
      status: 204,
      problems: ['conflict'],
      async handle({ params, viewer }) {
        await memberships.remove(scope, params.id, params.userId);
        if (viewer?.userId !== params.userId) await invites.withdrawOf(scope, params.id, params.userId);
      },
    }),
  ];
}
