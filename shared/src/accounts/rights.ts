/**
 * Who may do what with a music session, in one table. HTTP routes, live rooms and documents all
 * ask here, and tests/integration/accounts/rights.test.ts walks it: role × route × room × document.
 */
export const SESSION_ROLES = ['reader', 'logger', 'organiser'] as const;
export type SessionRole = (typeof SESSION_ROLES)[number];

/** How one viewer stands to one session; everything a rule may look at. */
export interface SessionStanding {
  isAdmin: boolean;
  isSignedIn: boolean;
  /** The viewer's membership, null for a stranger. */
  role: SessionRole | null;
  /** The session's own choice: anybody may read it and its logs. */
  publicLog: boolean;
}

type Rule<Standing> = (standing: Standing) => boolean;

const isOrganiser = (s: SessionStanding): boolean => s.isAdmin || s.role === 'organiser';

export const sessionPolicy = {
  /** See the session, its instances, logs and who attends. */
  read: (s) => s.publicLog || s.isAdmin || s.role !== null,
  /** See who else takes part: names are for those who take part themselves. */
  meet: (s) => s.isAdmin || s.role !== null,
  /** Write into a tune log; say who attended. */
  log: (s) => isOrganiser(s) || s.role === 'logger',
  /** Change the session, its instances, members and invites. */
  manage: isOrganiser,
} satisfies Record<string, Rule<SessionStanding>>;

export type SessionAction = keyof typeof sessionPolicy;

/** How one viewer stands to one dated session of the agenda. */
export interface AgendaStanding {
  /** Administrator or host. */
  isHost: boolean;
  /** Named in the session as its guide, or as an apprentice. */
  isGuide: boolean;
}

const runsIt = (s: AgendaStanding): boolean => s.isHost || s.isGuide;

/** The same questions of a dated session of the agenda. */
export const agendaPolicy = {
  /** A city's sessions are for everybody; what they cost is shown to those who manage them. */
  read: () => true,
  /** See who comes. */
  meet: runsIt,
  /** Check in, confirm, move and cancel for anybody. */
  log: runsIt,
  /** Change the session, its seats and its money; cancel it. */
  manage: (s) => s.isHost,
} satisfies Record<SessionAction, Rule<AgendaStanding>>;

/** What the account as a whole may do, whatever the session. */
export interface AccountStanding {
  isSignedIn: boolean;
  isGuest: boolean;
  roles: readonly AppRole[];
}

export const APP_ROLES = ['admin', 'host'] as const;
export type AppRole = (typeof APP_ROLES)[number];

export const accountPolicy = {
  /** Guests take part where they were invited; owning something needs an account that can be found again. */
  createSession: (a) => a.isSignedIn && !a.isGuest,
  /** Cities, their weeks and what is sold in them. */
  host: (a) => a.roles.includes('admin') || a.roles.includes('host'),
  administer: (a) => a.roles.includes('admin'),
} satisfies Record<string, Rule<AccountStanding>>;

export type AccountAction = keyof typeof accountPolicy;
