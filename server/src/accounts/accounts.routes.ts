import {
  AppError,
  Id,
  InvitePreview,
  JoinInput,
  JoinToken,
  JoinView,
  type MembershipView,
  MeView,
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
import { route, type RouteDefinition } from '../http/route.ts';
import { copyHeaders } from './auth.routes.ts';
import { type JoinDeps, joinByInvite, previewInvite } from './join.ts';
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
          memberships: (await memberships.of(viewer.userId)).map(
            ({ scope, scopeId, role }) => ({ scope, scopeId, role }) as MembershipView,
          ),
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
