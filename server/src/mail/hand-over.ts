import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '@ensemble/shared';

/** A mail server that does not answer by then is down, as far as whoever waits is concerned. */
const PATIENCE_MS = 15_000;

/** Waits until a mail is handed over. @throws AppError `unavailable` when it could not be. */
export async function handOver(sending: Promise<void>): Promise<void> {
  const patience = new AbortController();
  const tooLong = pause(PATIENCE_MS, 'too long' as const, { signal: patience.signal, ref: false });
  try {
    const outcome = await Promise.race([sending, tooLong]);
    if (outcome === 'too long') throw new Error('the mail server does not answer');
  } catch (cause) {
    throw new AppError('unavailable', 'The mail could not be sent. Try again later.', { cause });
  } finally {
    patience.abort();
    // Whichever lost the race may still fail.
    sending.catch(() => undefined);
    tooLong.catch(() => undefined);
  }
}
