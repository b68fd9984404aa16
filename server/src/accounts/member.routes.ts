import {
  AppError,
  DraftInviteInput,
  DraftInviteView,
  DraftMemberRoleInput,
  DraftMembersView,
  DraftMemberView,
  Id,
  InviteInput,
  InviteView,
  MemberRoleInput,
  MembersView,
  MemberView,
  type RoleIn,
  type Scope,
} from '@ensemble/shared';
import type { Request } from 'express';
import { z } from 'zod';
import { requireViewer } from '../http/access.ts';
import { type Access, route, type RouteDefinition } from '../http/route.ts';
import type { AccountsRoutesDeps } from './accounts.routes.ts';
import { manages } from './memberships.ts';

/** What each scope's routes take and answer: the same, with the roles of the scope. */
const SHAPES = {
  session: { InviteInput, InviteView, MemberRoleInput, MemberView, MembersView },
  draft: {
    InviteInput: DraftInviteInput,
    InviteView: DraftInviteView,
    MemberRoleInput: DraftMemberRoleInput,
    MemberView: DraftMemberView,
    MembersView: DraftMembersView,
  },
} as const;

interface Member {
  userId: string;
  name: string;
  isGuest: boolean;
  role: RoleIn<Scope>;
  joinedAt: string;
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
  /** Where the thing has an owner, who needs no membership: theirs cannot be changed. */
  ownerOf?(scopeId: string): Promise<string | null>;
  /** Where a link may be mailed: is told who asked before it is made, and hands the mail over after. */
  mail?: {
    /** @throws AppError `rate-limited` */
    count(asked: { userId: string; email: string; req: Request }): Promise<void>;
    /** @throws AppError `unavailable` */
    send(invite: MailedInvite): Promise<void>;
  };
}

export interface MailedInvite {
  scopeId: string;
  to: string;
  url: string;
  role: string;
  /** Who invites. */
  by: string;
  expiresAt: Date;
}

const ownersOwn = (): AppError =>
  new AppError('conflict', 'This person owns it and may do everything; there is no role to give.');

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
  const shapes = SHAPES[scope];

  async function members(scopeId: string): Promise<Member[]> {
    const list = await memberships.list(scope, scopeId);
    const names = await users.namesOf(list.map(({ userId }) => userId));
    const owner = await options.ownerOf?.(scopeId);
    return list.flatMap((member): Member[] => {
      const user = names.get(member.userId);
      if (!user || member.userId === owner) return [];
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
      body: shapes.InviteInput,
      status: 201,
      answer: shapes.InviteView,
      async handle({ params, body, viewer, req }) {
        requireViewer(viewer);
        const { userId, name: by } = viewer;
        const to = 'email' in body ? body.email : null;
        if (to !== null) await options.mail?.count({ userId, email: to, req });
        const { token, expiresAt } = await invites.create(scope, params.id, body.role, userId);
        const url = `${publicOrigin}/join/${token}`;
        if (to !== null) {
          await options.mail?.send({ scopeId: params.id, to, url, role: body.role, by, expiresAt });
        }
        return { token, url, role: body.role, expiresAt: expiresAt.toISOString() };
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
      answer: shapes.MembersView,
      handle: async ({ params }) => ({ items: await members(params.id), nextCursor: null }),
    }),
    route({
      method: 'put',
      path: `${basePath}/:id/members/:userId`,
      summary: 'Give somebody a role: a member another one, an account its first',
      tag,
      access: manage,
      params: ScopeMember,
      body: shapes.MemberRoleInput,
      answer: shapes.MemberView,
      problems: ['conflict'],
      async handle({ params, body }) {
        // PUT makes what is not there yet: an account may be put in by its id, which only its owner can tell.
        // Guests join by a link.
        const isMember = (await memberships.roleOf(scope, params.id, params.userId)) !== null;
        const user = isMember ? null : await users.find(params.userId);
        if (params.userId === (await options.ownerOf?.(params.id))) throw ownersOwn();
        if (!isMember && (!user || user.isAnonymous)) throw noMember();
        await memberships.set(scope, params.id, params.userId, body.role);
        if (!manages(scope, body.role)) await invites.withdrawOf(scope, params.id, params.userId);
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
