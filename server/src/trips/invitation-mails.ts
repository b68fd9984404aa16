import type { InvitationView } from '@ensemble/shared/agenda';
import { type InstancesService, presentInstance } from '../instances/index.ts';
import { handOver } from '../mail/hand-over.ts';
import type { Mail, Mailer } from '../mail/mailer.ts';
import { isAddress, sayDate, sayTime, seatsInWords, sessionLines, type Span } from '../mail/session-words.ts';

export interface InvitationMailsDeps {
  instances: InstancesService;
  mailer: Mailer;
  /** What people call it; null when there is no such city. */
  cityName(slug: string): Promise<string | null>;
}

/** Mails whoever is invited the link. */
export class InvitationMails {
  readonly #deps: InvitationMailsDeps;

  constructor(deps: InvitationMailsDeps) {
    this.#deps = deps;
  }

  /** Nothing without an address, or without the link. @throws AppError `unavailable`. */
  async send(invitation: InvitationView): Promise<void> {
    const { email, url, instanceId } = invitation;
    if (email === null || url === undefined) return;
    const { instances, mailer, cityName } = this.#deps;
    const row = await instances.get(instanceId);
    const city = row.citySlug === undefined ? null : await cityName(row.citySlug);
    await handOver(
      mailer.send(invitationMail({ to: email, url, invitation, session: presentInstance(row), city })),
    );
  }
}

interface Invited {
  to: string;
  url: string;
  invitation: Pick<InvitationView, 'name' | 'seats' | 'expiresAt'>;
  session: Span & { title: string; venue: string | null };
  city: string | null;
}

/** Plain text: to what, when by the clock there, for how many, until when. */
export function invitationMail({ to, url, invitation, session, city }: Invited): Mail {
  const { name, seats, expiresAt } = invitation;
  const { title, startsAt, timezone } = session;
  const until =
    expiresAt === null
      ? 'until the session begins'
      : `until ${sayTime(expiresAt, timezone)} on ${sayDate(expiresAt, timezone)}`;
  const greeting = name === '' || isAddress(name) ? 'You are invited:' : `${name}, you are invited:`;
  const lines = [
    greeting,
    '',
    ...sessionLines(session, city),
    `  ${seats === 1 ? '' : 'up to '}${seatsInWords(seats)}`,
    '',
    `Take ${seats === 1 ? 'it' : 'them'} here, ${until}:`,
    '',
    `  ${url}`,
    '',
    'Whoever has this link can take the seats: do not pass it on. If you do not want to come, do nothing.',
  ];
  return {
    to,
    subject: `You are invited: ${title}, ${sayDate(startsAt, timezone)}`,
    text: `${lines.join('\n')}\n`,
  };
}
