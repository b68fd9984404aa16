/** Who may do what with a session draft, in one table: HTTP routes, live rooms and documents all ask here. */
export const DRAFT_ROLES = ['view', 'comment', 'edit'] as const;
export type DraftRole = (typeof DRAFT_ROLES)[number];

/** How one viewer stands to one draft; everything a rule may look at. */
export interface DraftStanding {
  isAdmin: boolean;
  /** Made it. */
  isOwner: boolean;
  /** The viewer's membership, null for a stranger. */
  role: DraftRole | null;
  /** Guests work on what they were invited to; publishing needs an account that can be found again. */
  isGuest: boolean;
}

type Rule = (standing: DraftStanding) => boolean;

const owns: Rule = (s) => s.isAdmin || s.isOwner;
const edits: Rule = (s) => owns(s) || s.role === 'edit';

export const draftPolicy = {
  /** See the draft, its outline, comments, versions and who works on it. */
  read: (s) => owns(s) || s.role !== null,
  comment: (s) => edits(s) || s.role === 'comment',
  /** Change metadata and outline; generate, choose, save, run. */
  edit: edits,
  /** Publish, and what publishing changes for everybody: archive what is published. */
  publish: (s) => edits(s) && !s.isGuest,
  /** Invite and remove people, archive and delete. */
  manage: (s) => owns(s) && !s.isGuest,
} satisfies Record<string, Rule>;

export type DraftAction = keyof typeof draftPolicy;
