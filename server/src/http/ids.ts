import { createHash } from 'node:crypto';
import { ObjectId } from 'bson';

/** The first 12 bytes of SHA-256 as an ObjectId's hex: the same words always give the same id. */
export const derivedId = (...words: readonly string[]): string =>
  createHash('sha256').update(words.join('\u0000')).digest('hex').slice(0, 24);

/** Ids derived one after another from `scope`, or fresh ones when there is nothing to derive them from. */
export function idFactory(scope: string | null): () => string {
  let count = 0;
  return () =>
    scope === null ? new ObjectId().toHexString() : derivedId('idempotent', scope, String(count++));
}
