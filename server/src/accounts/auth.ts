import { betterAuth } from 'better-auth';
import { mongodbAdapter } from 'better-auth/adapters/mongodb';
import { anonymous, bearer } from 'better-auth/plugins';
import type { Connection } from 'mongoose';
import type { Log } from '../log.ts';
import type { Mailer } from '../mail/mailer.ts';
import { AUTH_COLLECTIONS } from './collections.ts';
import type { FirstAdministrator } from './first-administrator.ts';

export interface AuthOptions {
  connection: Connection;
  secret: string;
  /** As browsers see it; the first is where links in mails lead. */
  origins: readonly [string, ...string[]];
  mailer: Mailer;
  log: Log;
  firstAdministrator: FirstAdministrator;
  /** A guest signed up or in: what they did as a guest goes over to the account. */
  onGuestLinked(guestId: string, accountId: string): Promise<void>;
  /** One sign-in of this user ended, by themselves or because a password was changed. */
  onSignedOut(userId: string): void;
}

export const PASSWORD_MIN = 10;
export const PASSWORD_MAX = 128;

const DAY_SECONDS = 60 * 60 * 24;
export const SIGN_IN_SECONDS = 60 * DAY_SECONDS;
/** A sign-in in use is lengthened once it is so old. */
export const SIGN_IN_UPDATE_SECONDS = DAY_SECONDS;

/** better-auth on our store. Rate limits and the problem+json shape are ours, in auth.routes.ts. */
export function createAuth(options: AuthOptions) {
  const { connection, origins, mailer, log } = options;
  const [origin] = origins;
  if (!connection.db) throw new Error('createAuth needs an open connection');
  return betterAuth({
    appName: 'Ensemble',
    baseURL: origin,
    basePath: '/api/auth',
    secret: options.secret,
    trustedOrigins: [...origins],
    telemetry: { enabled: false },
    logger: {
      level: 'error',
      log: (level, message) => log[level === 'error' ? 'error' : 'warn']({ auth: message }, 'better-auth'),
    },
    database: mongodbAdapter(connection.db, { transaction: false }),
    rateLimit: { enabled: false },
    advanced: {
      useSecureCookies: origin.startsWith('https:'),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax' },
      cookiePrefix: 'ensemble',
    },
    user: {
      modelName: AUTH_COLLECTIONS.users,
      additionalFields: { roles: { type: 'string[]', required: false, defaultValue: [], input: false } },
    },
    session: {
      modelName: AUTH_COLLECTIONS.sessions,
      expiresIn: SIGN_IN_SECONDS,
      updateAge: SIGN_IN_UPDATE_SECONDS,
    },
    account: { modelName: AUTH_COLLECTIONS.accounts },
    verification: { modelName: AUTH_COLLECTIONS.verifications },
    emailAndPassword: {
      enabled: true,
      autoSignIn: true,
      minPasswordLength: PASSWORD_MIN,
      maxPasswordLength: PASSWORD_MAX,
      revokeSessionsOnPasswordReset: true,
      sendResetPassword: ({ user, token }) => {
        const sent = mailer.send({
          to: user.email,
          subject: 'A new password for Ensemble',
          text: `Choose a new password here, within the hour:\n\n${origin}/reset-password?token=${token}\n\nIf you did not ask for this, nothing has changed.`,
        });
        // Not awaited: how long it takes would tell whether there is such an account.
        sent.catch((error: unknown) => {
          // Not the whole error, which names the address.
          log.error({ code: (error as { code?: unknown }).code }, 'the mail with a reset link was not sent');
        });
        return Promise.resolve();
      },
    },
    databaseHooks: {
      user: {
        create: {
          after: async (user) => {
            const isGuest = 'isAnonymous' in user && user['isAnonymous'] === true;
            if (!isGuest) await options.firstAdministrator.claim(user.id);
          },
        },
      },
      session: {
        delete: {
          after: (session) => {
            options.onSignedOut(session.userId);
            return Promise.resolve();
          },
        },
      },
    },
    plugins: [
      bearer(),
      anonymous({
        generateName: () => 'Guest',
        onLinkAccount: async ({ anonymousUser, newUser }) => {
          await options.onGuestLinked(anonymousUser.user.id, newUser.user.id);
        },
      }),
    ],
  });
}

export type Auth = ReturnType<typeof createAuth>;
