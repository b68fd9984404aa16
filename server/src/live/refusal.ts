import { AppError, type WatchAnswer } from '@ensemble/shared';
import type { Log } from '../log.ts';

/** Why a watch was refused, in words that a client may see. */
export function refusal(error: unknown, log: Log): WatchAnswer {
  if (error instanceof AppError) return { ok: false, code: error.code, detail: error.message };
  if (error instanceof Error && error.name === 'ZodError') {
    return { ok: false, code: 'invalid', detail: 'The request names things that cannot be watched.' };
  }
  log.error({ err: error }, 'watch failed');
  return { ok: false, code: 'internal', detail: 'Something went wrong on our side.' };
}
