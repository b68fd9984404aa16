import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '@ensemble/shared';

export interface RateLimit {
  /** Takes one from `who`'s minute. @throws AppError `too-many` with the seconds to wait. */
  take(who: string): Promise<void>;
}

/** A fixed window of one minute, shared by all nodes where there is a Redis. 0 means no limit. */
export function rateLimit(name: string, perMinute: number, redis: Redis | null): RateLimit {
  if (perMinute === 0) return { take: () => Promise.resolve() };
  const options = { keyPrefix: `ensemble:rate:${name}`, points: perMinute, duration: 60 };
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
        throw new AppError('too-many', `Too many requests; try again in ${retryAfterSeconds} s.`, {
          details: { retryAfterSeconds },
        });
      }
    },
  };
}
