import type { IncomingHttpHeaders } from 'node:http';
import { fromNodeHeaders } from 'better-auth/node';
import type { ObjectId } from 'bson';
import type { Connection } from 'mongoose';
import { APP_ROLES, type AppRole, systemClock } from '@ensemble/shared';
import { isBearer } from '../http/origin.ts';
import type { Viewer } from '../http/viewer.ts';
import { Together } from '../together.ts';
import { type Auth, SIGN_IN_SECONDS, SIGN_IN_UPDATE_SECONDS } from './auth.ts';
import { AUTH_COLLECTIONS } from './collections.ts';
import { signInToken } from './sign-in-tokens.ts';
import type { UserRow, UsersRepo } from './users.repo.ts';

const isAppRole = (role: unknown): role is AppRole => (APP_ROLES as readonly unknown[]).includes(role);

/** A sign-in as better-auth stores it. */
interface SignInRow {
  _id: ObjectId;
  token: string;
  userId: ObjectId;
  expiresAt: Date;
}

const AT_ONCE = 100;
/** When a sign-in has less left than this its life is lengthened, by better-auth. */
const LENGTHENED_MS = (SIGN_IN_SECONDS - SIGN_IN_UPDATE_SECONDS) * 1000;

/**
 * The person behind a request's headers. Every request asks, so we read better-auth's documents ourselves, for
 * all who ask at the same moment together; nothing is remembered, so a right that is revoked and a sign-in that
 * ends are gone with the next request. Whatever is not plainly a sign-in that holds is left to better-auth.
 */
export class Viewers {
  readonly #auth: Auth;
  readonly #secret: string;
  readonly #signIns: Together<SignInRow>;
  readonly #users: Together<UserRow>;
  #cookieName: Promise<string> | null = null;

  constructor({
    connection,
    auth,
    users,
    secret,
  }: {
    connection: Connection;
    auth: Auth;
    users: UsersRepo;
    secret: string;
  }) {
    this.#auth = auth;
    this.#secret = secret;
    if (!connection.db) throw new Error('the store is not connected');
    const rows = connection.db.collection<SignInRow>(AUTH_COLLECTIONS.sessions);
    this.#signIns = new Together(async (tokens) => {
      const found = await rows.find({ token: { $in: [...tokens] } }).toArray();
      return new Map(found.map((row) => [row.token, row]));
    }, AT_ONCE);
    this.#users = new Together((ids) => users.findAll(ids), AT_ONCE);
  }

  async of(headers: IncomingHttpHeaders): Promise<Viewer | null> {
    if (headers.cookie === undefined && !isBearer(headers)) return null;
    this.#cookieName ??= this.#auth.$context.then(({ authCookies }) => authCookies.sessionToken.name);
    const token = signInToken(headers, await this.#cookieName, this.#secret);
    if (token === null) return null;
    const signIn = await this.#signIns.find(token);
    if (!signIn) return null;
    if (signIn.expiresAt.getTime() - systemClock.now() <= LENGTHENED_MS) return this.#byBetterAuth(headers);
    const user = await this.#users.find(signIn.userId.toHexString());
    return user && { ...viewerFromRow(user), authSessionId: signIn._id.toHexString() };
  }

  /** Lengthens the sign-in where that is due, and ends what is over. */
  async #byBetterAuth(headers: IncomingHttpHeaders): Promise<Viewer | null> {
    const { cookie, authorization } = headers;
    const relevant = fromNodeHeaders(isBearer(headers) ? { authorization } : { cookie });
    const found = await this.#auth.api.getSession({ headers: relevant });
    if (!found) return null;
    const { user, session } = found;
    const isGuest = user.isAnonymous === true;
    return {
      userId: user.id,
      name: user.name,
      email: isGuest ? null : user.email,
      isGuest,
      roles: (user.roles as unknown[] | null | undefined)?.filter(isAppRole) ?? [],
      authSessionId: session.id,
    };
  }
}

/** Without a sign-in of its own: for asking again about somebody who is connected. */
export const viewerFromRow = (row: UserRow): Viewer => ({
  userId: row._id.toHexString(),
  name: row.name,
  email: row.isAnonymous ? null : row.email,
  isGuest: row.isAnonymous === true,
  roles: row.roles?.filter(isAppRole) ?? [],
  authSessionId: '',
});
