import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import { AppError } from '@ensemble/shared';

/**
 * Cross-site request forgery is stopped by where a request says it comes from. Cookies travel by
 * themselves, so a write that carries one must come from our own pages; a bearer token does not.
 */
export interface OriginRule {
  /** True when a write or an upgrade with these headers may go on. */
  allows(headers: IncomingMessage['headers']): boolean;
}

export function originRule(allowedOrigins: readonly string[]): OriginRule {
  const allowed = new Set(allowedOrigins);
  return {
    allows(headers) {
      const { origin } = headers;
      if (isBearer(headers)) return true;
      if (origin !== undefined) return allowed.has(origin);
      return headers.cookie === undefined;
    },
  };
}

/** Sent by a program on purpose; no page of another site can make a browser send it. */
export const isBearer = (headers: IncomingMessage['headers']): boolean =>
  headers.authorization?.toLowerCase().startsWith('bearer ') ?? false;

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

export const refuseForeignWrites =
  (rule: OriginRule): RequestHandler =>
  (req, _res, next) => {
    if (!READS.has(req.method) && !rule.allows(req.headers)) {
      throw new AppError(
        'bad-origin',
        'Writes with a cookie must come from this site itself (PUBLIC_ORIGIN).',
      );
    }
    next();
  };
