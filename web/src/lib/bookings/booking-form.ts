import { z } from 'zod';
import { requiredText } from '@ensemble/shared/core/schema';

/** What the booking forms ask for. */

const Email = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .pipe(z.email('must be an e-mail address, such as mary@example.org').max(200));

export const PartyName = requiredText(120);

export const MailForm = z.object({ email: Email });

const whole = 'must be a whole number of seats';

/** `most`: seats there are in all. */
export const seatsUpTo = (most: number) =>
  z
    .number(whole)
    .int(whole)
    .min(1, 'must be at least 1 seat')
    .max(most, most === 1 ? 'there is only 1 seat' : `must be at most ${most} seats`);

/** A guest's seats are confirmed by a mailed link, so they say where to; an account may leave it out. */
export const bookingForm = (most: number, isGuest: boolean) =>
  z.object({
    seats: seatsUpTo(most),
    partyName: PartyName,
    email: isGuest ? Email : z.union([z.literal('').transform(() => ''), Email]),
  });

export interface BookingValues {
  seats: number;
  partyName: string;
  email: string;
}
export type BookingInput = z.output<ReturnType<typeof bookingForm>>;
