import type { Request } from 'express';
import { countedAs } from '../http/client-address.ts';
import type { Redis } from 'ioredis';
import { type RateLimit, rateLimit } from '../http/rate-limit.ts';

/** Mails that people let us send: of one person, to one recipient, and of one network address, where many may sit. */
export interface MailLimits {
  person: RateLimit;
  recipient: RateLimit;
  address: RateLimit;
}

const HOUR_S = 3600;
/** A whole hostel has one network address. */
const PEOPLE_PER_ADDRESS = 20;

/** By how many mails one person may have sent, and one recipient be sent, in an hour. */
export function mailLimitsOf(perHour: number, redis: Redis | null): MailLimits {
  const limit = (who: string, most: number) => rateLimit(`mail-${who}`, most, redis, HOUR_S);
  return {
    person: limit('person', perHour),
    recipient: limit('recipient', perHour),
    address: limit('address', perHour * PEOPLE_PER_ADDRESS),
  };
}

/** Counts one mail. @throws AppError `rate-limited` when it is one too many. */
export async function countMail(
  limits: MailLimits,
  { userId, email, req }: { userId: string; email: string; req: Pick<Request, 'ip'> },
): Promise<void> {
  await limits.address.take(`address ${countedAs(req.ip ?? 'unknown')}`);
  await limits.person.take(userId);
  await limits.recipient.take(email.toLowerCase());
}
