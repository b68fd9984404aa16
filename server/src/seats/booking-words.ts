import type { InstanceView } from '@ensemble/shared';
import type { ReservationView } from '@ensemble/shared/seats';
import type { Mail } from '../mail/mailer.ts';
import { partyInWords, sayDate, sayTime, seatsInWords, sessionLines } from '../mail/session-words.ts';

export interface BookingNews {
  to: string;
  reservation: ReservationView;
  instance: InstanceView;
  /** What people call the city; null where there is none. */
  city: string | null;
  /** Where it is confirmed or given back. */
  url: string;
}

/** Plain text about one reservation: what, when by the clock there, where, for whom, and what to do now. */
export function bookingMail({ to, reservation, instance, city, url }: BookingNews): Mail {
  const { timezone, startsAt, title } = instance;
  const { subject, opening, next } = wordsFor(reservation, timezone);
  const lines = [
    opening,
    '',
    ...sessionLines(instance, city),
    `  ${partyInWords(reservation)}`,
    '',
    next,
    '',
    `  ${url}`,
    '',
    'Whoever has this link can do so: do not pass it on. If you did not ask for it, do nothing.',
  ];
  return {
    to,
    subject: `${subject}: ${title}, ${sayDate(startsAt, timezone)}`,
    text: `${lines.join('\n')}\n`,
  };
}

function wordsFor(
  { state, seats, holdUntil, offeredAt, position }: ReservationView,
  timezone: string,
): { subject: string; opening: string; next: string } {
  const many = seatsInWords(seats);
  const [is, them] = seats === 1 ? ['is', 'it'] : ['are', 'them'];
  if (state === 'held' && holdUntil !== null) {
    const until = `Until ${sayTime(holdUntil, timezone)} on ${sayDate(holdUntil, timezone)} ${seats === 1 ? 'it is' : 'they are'} kept for you. Confirm ${them}, or give ${them} back, here:`;
    return offeredAt === undefined
      ? { subject: 'Please confirm', opening: `${many} ${is} held for you:`, next: until }
      : {
          subject: 'It is your turn',
          opening: `${many} became free, and you are next in line:`,
          next: until,
        };
  }
  if (state === 'waitlisted') {
    const place = position === undefined ? 'in line' : `number ${position} in line`;
    return {
      subject: 'You are in line',
      opening: `You are ${place} for ${many.toLowerCase()}:`,
      next: 'When it is your turn you get another mail. See how it stands, or leave the line, here:',
    };
  }
  return {
    subject: 'Your seats',
    opening: `${many} ${is} yours:`,
    next: `See how it stands, or give ${them} back, here:`,
  };
}
