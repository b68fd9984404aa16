export interface BackoffOptions {
  /** Wait before the first retry, in ms. */
  firstMs: number;
  /** No wait is longer than this, in ms. */
  maxMs: number;
}

/**
 * How long to wait before trying again: doubling, and spread over half to the whole of each step,
 * so that a pub full of phones does not come back in one instant after the server restarts.
 *
 * @param attempt failures so far, from 0
 * @param random a number in [0, 1)
 */
export function backoffMs(attempt: number, random: number, { firstMs, maxMs }: BackoffOptions): number {
  const step = Math.min(maxMs, firstMs * 2 ** Math.min(attempt, 30));
  return Math.round(step / 2 + (step / 2) * random);
}
