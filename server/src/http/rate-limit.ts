import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '@ensemble/shared';

export interface RateLimit {
  /** Takes one from `who`'s minute, or however long the window is. @throws AppError `too-many` with the seconds to wait. */
  take(who: string): Promise<void>;
}

const inWords = (seconds: number): string =>
  seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} minutes`;

/** A fixed window of `seconds`, shared by all nodes where there is a Redis. 0 means no limit. */
export function rateLimit(name: string, most: number, redis: Redis | null, seconds = 60): RateLimit {
  if (most === 0) return { take: () => Promise.resolve() };
  const options = { keyPrefix: `ensemble:rate:${name}`, points: most, duration: seconds };
  const inMemory = new RateLimiterMemory(options);
  const limiter = redis
    ? new RateLimiterRedis({ ...options, storeClient: redis, insuranceLimiter: inMemory })
    : inMemory;
  return {
    async take(who) {
      try {
        await limiter.consume(who);
      } catch (refused) {
        if (!(refused instanceof RateLimiterRes)) throw refused;
        const retryAfterSeconds = Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
        throw new AppError('too-many', `Too many requests; try again in ${inWords(retryAfterSeconds)}.`, {
          details: { retryAfterSeconds },
        });
      }
    },
  };
}
