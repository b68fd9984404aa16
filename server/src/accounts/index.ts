/** The face of the accounts domain for the other domains. */
export { AUTH_OPERATIONS } from './auth.routes.ts';
export { createAccounts, type Accounts } from './accounts.ts';
export type { MailedInvite } from './member.routes.ts';
export { Memberships } from './memberships.ts';
export { RightsChanges, type RightsListener } from './rights-changes.ts';
export type { GuestHandOver } from './guest-links.ts';
export type { ScopeFace } from './scopes.ts';
