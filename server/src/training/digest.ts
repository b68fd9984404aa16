import { createHash } from 'node:crypto';
import type { DraftContent } from './drafts.port.ts';

/** The same for the same content, in whatever order its fields were written. */
const digestOf = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(sorted(value)))
    .digest('base64url');

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(
    fields.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, one]) => [name, sorted(one)]),
  );
}

/** Of what is published. */
export const contentDigest = ({ metadata, outline }: Pick<DraftContent, 'metadata' | 'outline'>): string =>
  digestOf({ metadata, outline });

/** Of all that a saved state keeps. */
export const stateDigest = ({ metadata, outline, prompt }: DraftContent): string =>
  digestOf({ metadata, outline, prompt });
