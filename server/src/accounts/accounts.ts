import type { IncomingHttpHeaders } from 'node:http';
import type { Router } from 'express';
import type { Connection } from 'mongoose';
import type { Clock } from '@ensemble/shared';
import type { RateLimit } from '../http/rate-limit.ts';
import type { RouteDefinition } from '../http/route.ts';
import type { Viewer } from '../http/viewer.ts';
import type { Log } from '../log.ts';
import type { Mailer } from '../mail/mailer.ts';
import { type AccountsRoutesDeps, accountsRoutes } from './accounts.routes.ts';
import { createAuth } from './auth.ts';
import { authRouter } from './auth.routes.ts';
import { firstAdministrator } from './first-administrator.ts';
import { GuestLinks } from './guest-links.ts';
import { type Invite, Invites } from './invites.ts';
import { memberRoutes, type MemberRoutesOptions } from './member.routes.ts';
import { Memberships } from './memberships.ts';
import { RightsChanges } from './rights-changes.ts';
import { Scopes } from './scopes.ts';
import { type UsersRepo, usersRepo } from './users.repo.ts';
import { viewerFromRow, Viewers } from './viewers.ts';

export interface AccountsOptions {
  connection: Connection;
  clock: Clock;
  log: Log;
  mailer: Mailer;
  secret: string;
  origins: readonly [string, ...string[]];
  signUps: RateLimit;
  signIns: RateLimit;
}

/** People, sign-in, guests, memberships and invitations: everything about who somebody is. */
export interface Accounts {
  rights: RightsChanges;
  memberships: Memberships;
  guestLinks: GuestLinks;
  scopes: Scopes;
  authRouter: Router;
  routes: RouteDefinition[];
  /** Routes for the members and invites of one kind of thing. */
  memberRoutes(options: MemberRoutesOptions): RouteDefinition[];
  viewerOf(headers: IncomingHttpHeaders): Promise<Viewer | null>;
  /** The same person later, with the rights they have now; null when the account is gone. */
  viewerById(userId: string): Promise<Viewer | null>;
  /** The invite behind a link's token, null when there is none any more. */
  invite(token: string): Promise<Invite | null>;
  namesOf(userIds: readonly string[]): Promise<Map<string, { name: string; isGuest: boolean }>>;
  /** Accounts, not guests, by name: somebody to choose from. */
  named: UsersRepo['named'];
  /** True until the first account is made: whoever makes it is the administrator. */
  needsFirstAccount(): Promise<boolean>;
}

export async function createAccounts(options: AccountsOptions): Promise<Accounts> {
  const { connection, clock, log, origins, signUps, signIns } = options;
  const users = usersRepo(connection);
  const rights = new RightsChanges();
  const memberships = new Memberships(connection, clock, rights);
  const invites = new Invites(connection, clock);
  const guestLinks = new GuestLinks(connection, clock, log);
  const scopes = new Scopes();
  const first = firstAdministrator(connection);
  await Promise.all([users.init(), memberships.init(), invites.init(), guestLinks.init(), first.repair()]);
  guestLinks.register((guestId, accountId) => memberships.handOver(guestId, accountId));
  guestLinks.register((guestId, accountId) => invites.handOver(guestId, accountId));
  const auth = createAuth({
    connection,
    secret: options.secret,
    origins,
    mailer: options.mailer,
    log,
    firstAdministrator: first,
    onGuestLinked: (guestId, accountId) => guestLinks.link(guestId, accountId),
    onSignedOut: (userId) => {
      rights.announce(userId);
    },
  });
  const viewers = new Viewers({ connection, auth, users, secret: options.secret });
  const deps: AccountsRoutesDeps = {
    auth,
    users,
    memberships,
    invites,
    rights,
    scopes,
    signUps,
    publicOrigin: origins[0],
  };
  return {
    rights,
    memberships,
    guestLinks,
    scopes,
    authRouter: authRouter({ auth, signUps, signIns }),
    routes: accountsRoutes(deps),
    memberRoutes: (memberOptions) => memberRoutes(deps, memberOptions),
    viewerOf: (headers) => viewers.of(headers),
    async viewerById(userId) {
      const row = await users.find(userId);
      return row && viewerFromRow(row);
    },
    invite: (token) => invites.peek(token),
    namesOf: (ids) => users.namesOf(ids),
    named: (...search) => users.named(...search),
    needsFirstAccount: () => first.isOpen(),
  };
}
