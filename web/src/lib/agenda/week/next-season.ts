import { SEASON_MODES, seasonOf } from '@ensemble/shared/agenda';
import { DAY_MS, dateOfFakeUtc, toFakeUtc } from '@ensemble/shared/instances';
import { seasonWords } from '../agenda-words.ts';
import type { WeekFields } from './week-fields.ts';

/** The four that follow one another; all year follows nothing. */
const ROUND: readonly string[] = SEASON_MODES.slice(0, 4);
const MONTHS = 3;

type Next = Pick<WeekFields, 'title' | 'seasonMode' | 'activeFrom' | 'activeTo'>;

/**
 * What a week copied to the next season would be called and when it would hold: the dates that follow its
 * own, three months at a time where it ends, and the season after its own.
 */
export function nextSeason(week: Next, timezone: string): Next {
  const own = week.seasonMode ?? (week.activeFrom === null ? null : seasonOf(week.activeFrom, timezone));
  const at = own === null ? -1 : ROUND.indexOf(own);
  const season = at < 0 ? null : (ROUND[(at + 1) % ROUND.length] ?? null);
  const activeFrom = week.activeTo === null ? null : dateOfFakeUtc(toFakeUtc(week.activeTo) + DAY_MS);
  return {
    title: titleFor(week.title, own, season),
    seasonMode: week.seasonMode === null ? null : (season ?? week.seasonMode),
    activeFrom,
    activeTo: activeFrom === null ? null : beforeMonths(activeFrom, MONTHS),
  };
}

/** `Spring in Lisbon` becomes `Summer in Lisbon`; a title without its season says that it is the next. */
function titleFor(title: string, own: string | null, season: string | null): string {
  if (own !== null && season !== null) {
    const word = seasonWords(own);
    const found = title.toLowerCase().indexOf(word.toLowerCase());
    if (found >= 0) {
      const next = seasonWords(season);
      const isCapital = title.charAt(found) === word.charAt(0);
      return (
        title.slice(0, found) + (isCapital ? next : next.toLowerCase()) + title.slice(found + word.length)
      );
    }
    return `${title}, ${seasonWords(season).toLowerCase()}`;
  }
  return `${title}, next season`;
}

/** The day before the same day so many months later; the last of the month where there is none. */
function beforeMonths(date: string, months: number): string {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  const same = Date.UTC(year, month - 1 + months, Math.min(day, last));
  return dateOfFakeUtc(same - DAY_MS);
}
