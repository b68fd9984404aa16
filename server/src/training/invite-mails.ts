import { DRAFT_ROLES, type DraftRole } from '@ensemble/shared/training';
import type { MailedInvite } from '../accounts/index.ts';
import { handOver } from '../mail/hand-over.ts';
import type { Mail, Mailer } from '../mail/mailer.ts';
import { isAddress, sayDate } from '../mail/session-words.ts';

const AS: Readonly<Record<DraftRole, string>> = {
  edit: 'as an editor, who changes everything with the others',
  comment: 'as a commenter, who reads along and comments',
  view: 'as a viewer, who reads along',
};
const isRole = (role: string): role is DraftRole => (DRAFT_ROLES as readonly string[]).includes(role);

/** What people typed is left out where it reads like an address: our mail is nobody's advertisement. */
const quoted = (text: string, instead: string): string =>
  text === '' || isAddress(text) ? instead : `“${text}”`;

/** Plain text: who invites, to what, as what, by which link, until when. */
export function inviteMail(invite: Omit<MailedInvite, 'scopeId'>, title: string): Mail {
  const { to, url, role, by, expiresAt } = invite;
  const what = quoted(title, 'a session');
  const who = by === '' || isAddress(by) ? 'You are invited' : `${by} invites you`;
  const lines = [
    `${who} to work on ${what}${isRole(role) ? `, ${AS[role]}` : ''}.`,
    '',
    `Open it here, until ${sayDate(expiresAt.toISOString(), 'UTC')}:`,
    '',
    `  ${url}`,
    '',
    'No account is needed. Whoever has this link can join: do not pass it on.',
  ];
  return { to, subject: `You are invited to work on ${what}`, text: `${lines.join('\n')}\n` };
}

/** `titleOf`: what the draft is called now. */
export const inviteMails =
  (mailer: Mailer, titleOf: (draftId: string) => Promise<string>) =>
  async ({ scopeId, ...invite }: MailedInvite): Promise<void> => {
    await handOver(mailer.send(inviteMail(invite, await titleOf(scopeId))));
  };
