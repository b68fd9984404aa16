import { sayDate } from '#lib/viewer/time.ts';

/** How far a week is dated, and whether that is kept up by itself. `until`: its last date from today on. */
export function generatedWords(until: string | null, horizonDays: number | null, locale: string): string {
  const far =
    until === null
      ? 'Nothing generated ahead'
      : `Generated until ${sayDate(until, locale, { day: 'numeric', month: 'long', year: 'numeric' })}`;
  return horizonDays === null ? far : `${far}; ${horizonDays} days ahead are kept filled`;
}
