import type { z } from 'zod';

/**
 * What zod would say in a programmer's words, as an organiser reads it beside a field. Undefined leaves
 * zod's own words: for what no form can send. Messages given with a schema come before these.
 */
export function complain(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'too_big':
      return bound(issue.origin, `at most ${issue.maximum}`);
    case 'too_small':
      if (issue.origin === 'string' && issue.minimum === 1) return 'must not be empty';
      return bound(issue.origin, `at least ${issue.minimum}`);
    case 'invalid_type':
      if (issue.expected === 'int') return 'must be a whole number';
      if (issue.expected === 'number' && isMissing(issue.input)) return 'must not be empty';
      return undefined;
    default:
      return undefined;
  }
}

const isMissing = (input: unknown): boolean => input === null || input === undefined || Number.isNaN(input);

function bound(origin: string, limit: string): string | undefined {
  if (origin === 'number' || origin === 'int') return `must be ${limit}`;
  if (origin === 'string') return `must be ${limit} characters`;
  if (origin === 'array' || origin === 'set') return `must be ${limit} entries`;
  return undefined;
}
