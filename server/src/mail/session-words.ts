import type { InstanceView } from '@ensemble/shared';

/** How mails speak of a dated session. */

export const sayDate = (instant: string, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone,
  }).format(new Date(instant));

export const sayTime = (instant: string, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone }).format(
    new Date(instant),
  );

export type Span = Pick<InstanceView, 'startsAt' | 'endsAt' | 'timezone'>;

/** By the clock there, with its zone. */
export const saySpan = ({ startsAt, endsAt, timezone }: Span): string =>
  `${sayDate(startsAt, timezone)}, ${sayTime(startsAt, timezone)}–${sayTime(endsAt, timezone)} (${timezone})`;

/** What, when and where, a line each; `city` is what people call it, null where there is none. */
export function sessionLines(
  session: Span & Pick<InstanceView, 'title' | 'venue'>,
  city: string | null,
): string[] {
  const place = [session.venue, city].filter((part) => part !== null).join(', ');
  return [`  ${session.title}`, `  ${saySpan(session)}`, ...(place ? [`  ${place}`] : [])];
}

export const seatsInWords = (seats: number): string => (seats === 1 ? '1 seat' : `${seats} seats`);

/** A name that reads like an address would make of our mail somebody else's advertisement. */
export const isAddress = (name: string): boolean => /[/@\\]|www\.|\.\p{L}{2,}/iu.test(name);

export const partyInWords = ({ partyName, seats }: { partyName: string; seats: number }): string =>
  isAddress(partyName) ? seatsInWords(seats) : `${partyName}, ${seatsInWords(seats)}`;
