import type { RollUpBy } from '@ensemble/shared/agenda/pnl-shares';
import { z } from 'zod';
import { loadCities, loadGuides, loadStacks, loadWeeks } from '#lib/agenda/agenda.api.ts';
import { api, type Fetch } from '#lib/api/client.ts';

/** What the keys of sums are called. */

export type Names = ReadonlyMap<string, string>;

const Trips = z.object({
  items: z.array(z.object({ id: z.string(), title: z.string() })),
  nextCursor: z.string().nullable(),
});

async function loadTrips(fetcher: Fetch): Promise<[string, string][]> {
  const found: [string, string][] = [];
  for (let cursor: string | null = null; ;) {
    const part: z.output<typeof Trips> = await api(fetcher).get(Trips, '/api/trips', { limit: 500, cursor });
    found.push(...part.items.map(({ id, title }): [string, string] => [id, title]));
    cursor = part.nextCursor;
    if (cursor === null) return found;
  }
}

const titled = (items: readonly { id: string; title: string }[]) =>
  items.map(({ id, title }): [string, string] => [id, title]);

const LOADERS: Record<RollUpBy, (fetcher: Fetch) => Promise<[string, string][]>> = {
  city: async (fetcher) => (await loadCities(fetcher)).map(({ slug, name }) => [slug, name]),
  week: async () => [],
  agendaWeek: async (fetcher) => titled(await loadWeeks(fetcher)),
  stack: async (fetcher) => titled(await loadStacks(fetcher)),
  guide: async (fetcher) => (await loadGuides(fetcher)).map(({ id, name }) => [id, name]),
  trip: loadTrips,
};

/** Sums without names are worth more than none: what cannot be loaded is said as what is not there. */
export async function loadNames(by: RollUpBy, fetcher: Fetch): Promise<Names> {
  try {
    return new Map(await LOADERS[by](fetcher));
  } catch {
    return new Map();
  }
}

export const BY_WORDS: Record<RollUpBy, { label: string; one: string; none: string; gone: string }> = {
  week: { label: 'Weeks', one: 'Week', none: 'No week', gone: 'Week' },
  city: { label: 'Cities', one: 'City', none: 'No city', gone: 'Deleted city' },
  agendaWeek: {
    label: 'Agenda weeks',
    one: 'Agenda week',
    none: 'No agenda week',
    gone: 'Deleted agenda week',
  },
  stack: { label: 'Stacks', one: 'Stack', none: 'No stack', gone: 'Deleted stack' },
  guide: { label: 'Guides', one: 'Guide', none: 'No guide named', gone: 'A guide no longer here' },
  trip: { label: 'Trips', one: 'Trip', none: 'Booked without a trip', gone: 'Deleted trip' },
};

/** Monday of `2026-W31`: the week with the year's first Thursday is the first (ISO 8601). */
export function mondayOf(week: string): string {
  const [year = 0, number = 1] = week.split('-W').map(Number);
  const fourth = new Date(Date.UTC(year, 0, 4));
  const monday = 4 - ((fourth.getUTCDay() + 6) % 7) + (number - 1) * 7;
  return new Date(Date.UTC(year, 0, monday)).toISOString().slice(0, 10);
}

function weekWords(week: string, locale: string): string {
  const monday = new Date(`${mondayOf(week)}T12:00:00Z`);
  const sunday = new Date(monday.getTime() + 6 * 86_400_000);
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  return format.formatRange(monday, sunday);
}

/** An account's, a stack's, a trip's or a week's id; a guide may also stand there by name. */
const isId = (key: string): boolean => /^[0-9a-f]{24}$/.test(key);

export function nameOf(by: RollUpBy, key: string | null, names: Names, locale: string): string {
  if (key === null || key === '') return BY_WORDS[by].none;
  if (by === 'week') return weekWords(key, locale);
  return names.get(key) ?? (isId(key) ? BY_WORDS[by].gone : key);
}
