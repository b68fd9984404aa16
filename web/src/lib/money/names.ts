import type { RollUpBy } from '@ensemble/shared/agenda/pnl-shares';
import { z } from 'zod';
import { loadCities, loadGuides } from '#lib/api/agenda.ts';
import { loadStacks, loadWeeks } from '#lib/agenda/agenda.api.ts';
import type { Fetch } from '#lib/api/client.ts';
import { allOf } from '#lib/api/pages.ts';
import { readWeek } from '#lib/viewer/week.ts';

/** What the keys of sums are called. */

export type Names = ReadonlyMap<string, string>;

const loadTrips = async (fetcher: Fetch) =>
  (await allOf(fetcher, z.object({ id: z.string(), title: z.string() }), '/api/trips')).map(
    ({ id, title }): [string, string] => [id, title],
  );

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

/** The days of `2026-W31`, as the locale writes a span. */
function weekWords(name: string, locale: string): string {
  const week = readWeek(name);
  if (week === null) return name;
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  return format.formatRange(Date.parse(week.monday), Date.parse(week.sunday));
}

/** An account's, a stack's, a trip's or a week's id; a guide may also stand there by name. */
const isId = (key: string): boolean => /^[0-9a-f]{24}$/.test(key);

export function nameOf(by: RollUpBy, key: string | null, names: Names, locale: string): string {
  if (key === null || key === '') return BY_WORDS[by].none;
  if (by === 'week') return weekWords(key, locale);
  return names.get(key) ?? (isId(key) ? BY_WORDS[by].gone : key);
}
