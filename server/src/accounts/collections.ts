/** Names of better-auth's collections: `session` would be taken for a music session. */
export const AUTH_COLLECTIONS = {
  users: 'users',
  sessions: 'auth_sessions',
  accounts: 'auth_accounts',
  verifications: 'auth_verifications',
} as const;
