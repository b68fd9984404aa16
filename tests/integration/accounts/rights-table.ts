import {
  accountPolicy,
  type AccountAction,
  type AccountStanding,
  type SessionAction,
  sessionPolicy,
  type SessionStanding,
} from '@ensemble/shared';
import type { RouteDefinition } from '../../../server/src/http/route.ts';

/** What the code's own policies say of a route: the number a client must see, or that it may go on. */
export type Verdict = 'allowed' | 401 | 403 | 404;

export interface Standing {
  account: AccountStanding;
  session: SessionStanding;
}

/** Session drafts and what they are made with have a table of their own: tests/integration/training/rights.test.ts. */
export const OF_TRAINING =
  /^\/(?:drafts|training|training-sessions|variant-configs|knowledge|categories|locations|audiences|tones)(?:\/|$)/;

/** Rules that a handler checks itself, since they hang on the query or the body. */
const INSIDE: Readonly<Record<string, string>> = {
  'get /people': 'session:meet',
  'post /people': 'session:log',
};

export function verdictOf(route: RouteDefinition, standing: Standing): Verdict {
  const label = INSIDE[`${route.method} ${route.path}`] ?? route.access.label;
  return verdictOfLabel(label, standing);
}

function verdictOfLabel(label: string, { account, session }: Standing): Verdict {
  if (label === 'anyone') return 'allowed';
  // The requests of the table are about somebody else.
  if (label === 'session:manage or self') return bySession('manage', session);
  if (label === 'instance:meet self, or instance:log') return bySession('log', session);
  if (label === 'reservation:own, or instance:log') return bySession('log', session);
  if (label === 'reservation:own') {
    if (!account.isSignedIn) return 401;
    return sessionPolicy.read(session) ? 403 : 404;
  }
  if (label === 'instance:read, signed in') return account.isSignedIn ? bySession('read', session) : 401;
  // The one of the table is a public note on the evening: who may see that sees it, its guides write.
  if (label === 'document:read') return bySession('read', session);
  if (label === 'document:write') return bySession('log', session);
  // None is set in the app of the table, so nobody finds the way in.
  if (label === 'token:milestones') return 404;
  if (label === 'person:log') {
    if (!session.isSignedIn) return 401;
    return sessionPolicy.meet(session) ? bySession('log', session) : 404;
  }
  if (label === 'signed-in') return account.isSignedIn ? 'allowed' : 401;
  const [kind, action = ''] = label.split(':');
  if (kind === 'account' && action in accountPolicy) {
    if (!account.isSignedIn) return 401;
    return accountPolicy[action as AccountAction](account) ? 'allowed' : 403;
  }
  if ((kind === 'session' || kind === 'instance') && action in sessionPolicy) {
    return bySession(action as SessionAction, session);
  }
  throw new Error(`the table of rights knows no rule "${label}"`);
}

function bySession(action: SessionAction, standing: SessionStanding): Verdict {
  if (action !== 'read' && !standing.isSignedIn) return 401;
  if (sessionPolicy[action](standing)) return 'allowed';
  return sessionPolicy.read(standing) ? 403 : 404;
}
