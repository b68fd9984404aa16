import { z } from 'zod';
import { Id, Instant, requiredText } from '../core/schema.ts';
import { APP_ROLES, SESSION_ROLES } from './rights.ts';

export const SessionRoleName = z.enum(SESSION_ROLES);
export const AppRoleName = z.enum(APP_ROLES);

export const PersonName = requiredText(80);

/** A membership as its holder sees it. */
export const MembershipView = z.object({
  scope: z.enum(['session']),
  scopeId: Id,
  role: SessionRoleName,
});

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

export const MemberView = z.object({
  userId: Id,
  name: z.string(),
  isGuest: z.boolean(),
  role: SessionRoleName,
  joinedAt: Instant,
});
export type MemberView = z.infer<typeof MemberView>;

export const MembersView = z.object({ items: z.array(MemberView), nextCursor: z.string().nullable() });

export const MemberRoleInput = z.strictObject({ role: SessionRoleName });

export const InviteInput = z.strictObject({ role: SessionRoleName });
export const InviteView = z.object({
  token: z.string(),
  url: z.string(),
  role: SessionRoleName,
  expiresAt: Instant,
});
export type InviteView = z.infer<typeof InviteView>;

export const JoinToken = z
  .string()
  .regex(/^[A-Za-z0-9_-]{16,64}$/, 'must be the token of an invitation link');
export const JoinInput = z.strictObject({ name: PersonName.optional() });

/** What a link offers, before one joins: enough to decide, nothing private. */
export const InvitePreview = z.object({
  role: SessionRoleName,
  sessionName: z.string(),
  sessionPath: z.string(),
  activeInstanceId: Id.nullable(),
});
export type InvitePreview = z.infer<typeof InvitePreview>;

export const JoinView = z.object({
  userId: Id,
  sessionId: Id,
  sessionPath: z.string(),
  role: SessionRoleName,
  /** The evening that is on now, or else the next one, to go straight to it. */
  instanceId: Id.nullable(),
});
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
