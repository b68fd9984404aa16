import { z } from 'zod';
import { Id, Instant, requiredText } from '../core/schema.ts';
import { APP_ROLES } from './rights.ts';
import { SCOPE_ROLES } from './scopes.ts';

export const SessionRoleName = z.enum(SCOPE_ROLES.session);
export const DraftRoleName = z.enum(SCOPE_ROLES.draft);
export const AppRoleName = z.enum(APP_ROLES);

export const PersonName = requiredText(80);

/** A membership as its holder sees it. */
export const MembershipView = z.discriminatedUnion('scope', [
  z.object({ scope: z.literal('session'), scopeId: Id, role: SessionRoleName }),
  z.object({ scope: z.literal('draft'), scopeId: Id, role: DraftRoleName }),
]);
export type MembershipView = z.infer<typeof MembershipView>;

export const MeView = z.object({
  user: z.object({
    id: Id,
    name: z.string(),
    /** Null for a guest. */
    email: z.string().nullable(),
    isGuest: z.boolean(),
    createdAt: Instant,
    updatedAt: Instant,
  }),
  roles: z.array(AppRoleName),
  memberships: z.array(MembershipView),
});
export type MeView = z.infer<typeof MeView>;

const memberOf = <Role extends z.ZodType>(role: Role) =>
  z.object({ userId: Id, name: z.string(), isGuest: z.boolean(), role, joinedAt: Instant });
const membersOf = <Member extends z.ZodType>(member: Member) =>
  z.object({ items: z.array(member), nextCursor: z.string().nullable() });
const inviteTo = <Role extends z.ZodType>(role: Role) =>
  z.object({ token: z.string(), url: z.string(), role, expiresAt: Instant });

export const MemberView = memberOf(SessionRoleName);
export type MemberView = z.infer<typeof MemberView>;
export const MembersView = membersOf(MemberView);
export const MemberRoleInput = z.strictObject({ role: SessionRoleName });
export const InviteInput = z.strictObject({ role: SessionRoleName });
export const InviteView = inviteTo(SessionRoleName);
export type InviteView = z.infer<typeof InviteView>;

/** The same of a session draft; its owner is no member. */
export const DraftMemberView = memberOf(DraftRoleName);
export type DraftMemberView = z.infer<typeof DraftMemberView>;
export const DraftMembersView = membersOf(DraftMemberView);
export const DraftMemberRoleInput = z.strictObject({ role: DraftRoleName });
export const DraftInviteInput = z.strictObject({
  role: DraftRoleName,
  /** Whom to mail the link to; null: nobody. */
  email: z.email('must be an e-mail address').max(200).nullable().default(null),
});
export const DraftInviteView = inviteTo(DraftRoleName);
export type DraftInviteView = z.infer<typeof DraftInviteView>;

export const JoinToken = z
  .string()
  .regex(/^[A-Za-z0-9_-]{16,64}$/, 'must be the token of an invitation link');
export const JoinInput = z.strictObject({ name: PersonName.optional() });

/** What a link offers, before one joins: enough to decide, nothing private. `path`: where its page is. */
export const InvitePreview = z.discriminatedUnion('scope', [
  z.object({
    scope: z.literal('session'),
    role: SessionRoleName,
    name: z.string(),
    path: z.string(),
    sessionName: z.string(),
    sessionPath: z.string(),
    activeInstanceId: Id.nullable(),
  }),
  z.object({
    scope: z.literal('draft'),
    role: DraftRoleName,
    name: z.string(),
    path: z.string(),
    draftId: Id,
    draftTitle: z.string(),
  }),
]);
export type InvitePreview = z.infer<typeof InvitePreview>;

export const JoinView = z.discriminatedUnion('scope', [
  z.object({
    scope: z.literal('session'),
    userId: Id,
    role: SessionRoleName,
    name: z.string(),
    path: z.string(),
    sessionId: Id,
    sessionPath: z.string(),
    /** The evening that is on now, or else the next one, to go straight to it. */
    instanceId: Id.nullable(),
  }),
  z.object({
    scope: z.literal('draft'),
    userId: Id,
    role: DraftRoleName,
    name: z.string(),
    path: z.string(),
    draftId: Id,
  }),
]);
export type JoinView = z.infer<typeof JoinView>;

export const RolesInput = z.strictObject({ roles: z.array(AppRoleName).max(APP_ROLES.length) });

export const UserView = z.object({
  id: Id,
  name: z.string(),
  email: z.string().nullable(),
  isGuest: z.boolean(),
  roles: z.array(AppRoleName),
  createdAt: Instant,
});
export type UserView = z.infer<typeof UserView>;
