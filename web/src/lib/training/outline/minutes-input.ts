import { DURATION_MAX_MINUTES } from '@ensemble/shared/training/metadata.schema';

export type ReadMinutes = { minutes: number } | { error: string };

/** What people type for a length: `20`, `20 min`, `1:30`, `1h 30`, `2 h`. Anything else is refused in words. */
export function readMinutes(text: string): ReadMinutes {
  const typed = text.trim().toLowerCase();
  if (/^[-−–]/.test(typed)) return { error: 'Less than no time is not possible: type 0 or more.' };
  const plain = /^(\d{1,5})\s*(?:m|min|mins|minutes?|')?$/.exec(typed);
  const clock = /^(\d{1,3})\s*(?::|h|hours?|hrs?)\s*(\d{1,2})?\s*(?:m|min|mins|minutes?)?$/.exec(typed);
  if (!plain && !clock) return { error: 'Type whole minutes, such as 20, or hours as 1:30.' };
  const minutes = plain ? Number(plain[1]) : Number(clock?.[1]) * 60 + Number(clock?.[2] ?? 0);
  if (minutes > DURATION_MAX_MINUTES) return { error: 'That is more than a day and a night.' };
  return { minutes };
}
