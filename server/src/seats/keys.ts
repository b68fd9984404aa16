import { derivedId } from '../http/ids.ts';
import type { RouteContext } from '../http/route.ts';

/**
 * The instance keeps the answer to a key beside its seats, in the same update: unlike the answers that HTTP keeps,
 * it cannot be lost between the booking and the reply. Null without an Idempotency-Key.
 */
export function keyOf({ req, viewer }: Pick<RouteContext, 'req' | 'viewer'>): string | null {
  const key = req.get('idempotency-key');
  return key === undefined ? null : derivedId('seats', viewer?.userId ?? '', req.method, req.path, key);
}

/** As HTTP's own memory says it, for the routes that need none of it. */
export const repeatsIn =
  ({ res }: Pick<RouteContext, 'res'>) =>
  (): void => {
    res.setHeader('Idempotency-Replayed', 'true');
  };
