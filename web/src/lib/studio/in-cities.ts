import type { CityAgendaItem } from '@ensemble/shared/agenda/city-agenda.schema';
import type { Fetch } from '#lib/api/client.ts';
import { InstanceView } from '@ensemble/shared/instances/instances.schema';
import { page } from '@ensemble/shared/core/schema';
import { loadCities, loadSoonest } from '#lib/api/agenda.ts';
import { api } from '#lib/api/client.ts';
import { isOpenForBooking } from '#lib/viewer/seat-words.ts';

/** One session with the city it is in, for a list of several cities. */
export type InCity = Pick<CityAgendaItem, 'instance' | 'seats'> & { city: { name: string; slug: string } };

/** More cities than this are found under Studio. */
const MOST_CITIES = 3;
const MOST_SESSIONS = 4;

/** The next sessions to come to, the soonest first. Quiet: whatever cannot be read is left out. */
export async function loadInCities(fetcher: Fetch): Promise<InCity[]> {
  const cities = await citiesSoonest(fetcher).catch(() => []);
  const found = await Promise.all(
    cities.map(async ({ name, slug }) => {
      // A few more than shown: some may be cancelled or over.
      const items = await loadSoonest(fetcher, slug, { limit: MOST_SESSIONS * 2 }).catch(() => []);
      return items.map(({ instance, seats }) => ({ instance, seats, city: { name, slug } }));
    }),
  );
  return found
    .flat()
    .filter(({ seats }) => isOpenForBooking(seats))
    .sort((a, b) => Date.parse(a.instance.startsAt) - Date.parse(b.instance.startsAt))
    .slice(0, MOST_SESSIONS);
}

/** Those where something is on next. Asked from yesterday on: somewhere it still is. */
async function citiesSoonest(fetcher: Fetch): ReturnType<typeof loadCities> {
  const from = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  const [cities, { items }] = await Promise.all([
    loadCities(fetcher),
    api(fetcher).get(page(InstanceView), '/api/instances', { from, limit: 100 }),
  ]);
  const next = new Set(
    items.filter(({ endsAt }) => Date.parse(endsAt) > Date.now()).map(({ citySlug }) => citySlug),
  );
  return [...next].flatMap((slug) => cities.filter((city) => city.slug === slug)).slice(0, MOST_CITIES);
}
