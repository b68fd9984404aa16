import type { InstanceView } from '@ensemble/shared';
import type { Mail } from '../mail/mailer.ts';
import { partyInWords, sayDate, saySpan, sessionLines, type Span } from '../mail/session-words.ts';

export interface SessionNewsFor {
  to: string;
  what: 'cancelled' | 'moved';
  /** As it is now. */
  instance: InstanceView;
  /** When people meant to come. */
  from: Span;
  /** What people call the city; null where there is none. */
  city: string | null;
  /** All that are told at this address. */
  parties: readonly { partyName: string; seats: number; waits: boolean }[];
  origin: string;
}

/** Plain text about a session that somebody counts on: what, when by the clock there, what happened, what to do. */
export function sessionNewsMail(news: SessionNewsFor): Mail {
  const { to, what, instance, from, city, parties, origin } = news;
  const { id, title, citySlug } = instance;
  const wait = parties.every(({ waits }) => waits);
  const others = citySlug === undefined ? `${origin}/instances/${id}` : `${origin}/studio/${citySlug}`;
  const who = parties.map((party) => `  ${partyInWords(party)}${party.waits ? ', in line' : ''}`);
  const { subject, lines } =
    what === 'cancelled'
      ? {
          subject: `Cancelled: ${title}, ${sayDate(from.startsAt, from.timezone)}`,
          lines: [
            `This session is cancelled. ${wait ? 'You no longer wait in line' : 'Your seats are given back'}:`,
            '',
            ...sessionLines({ ...instance, ...from }, city),
            ...who,
            '',
            citySlug === undefined ? 'See how it stands here:' : 'Look for another day here:',
            '',
            `  ${others}`,
          ],
        }
      : {
          subject: `New time: ${title}, ${sayDate(instance.startsAt, instance.timezone)}`,
          lines: [
            'This session has a new time:',
            '',
            ...sessionLines(instance, city),
            ...who,
            '',
            `Before it was ${saySpan(from)}.`,
            '',
            `${wait ? 'You keep your place in line' : 'Your seats stay yours'}. If the new time does not suit you, give ${wait ? 'it' : 'them'} back by the link in an earlier mail, or here:`,
            '',
            `  ${origin}/bookings`,
            ...(citySlug === undefined ? [] : ['', 'Other days:', '', `  ${others}`]),
          ],
        };
  return { to, subject, text: `${lines.join('\n')}\n` };
}
