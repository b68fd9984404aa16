import type { Request } from 'express';
import { countedAs } from '../http/client-address.ts';
import type { RateLimit } from '../http/rate-limit.ts';

/** Mails that people let us send: of one person, to one recipient, and of one network address, where many may sit. */
export interface MailLimits {
  person: RateLimit;
  recipient: RateLimit;
  address: RateLimit;
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
