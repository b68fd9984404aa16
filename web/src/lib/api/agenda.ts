import { CityView } from '@ensemble/shared/agenda/city.schema';
import { CityAgendaView, GuideView } from '@ensemble/shared/agenda/city-agenda.schema';
import { JourneyView } from '@ensemble/shared/agenda/journey.schema';
import { page } from '@ensemble/shared/core/schema';
import { api, type Fetch } from './client.ts';
import { allOf, MOST } from './pages.ts';

/** What several parts of the pages read of a city's agenda: planning, the board, the studio, trips and money. */

const cityPath = (slug: string): string => `/api/cities/${encodeURIComponent(slug)}`;

export const loadCities = (fetcher: Fetch): Promise<CityView[]> => allOf(fetcher, CityView, '/api/cities');

export const loadCity = (fetcher: Fetch, slug: string) => api(fetcher).get(CityView, cityPath(slug));

export interface Window {
  /** Local dates of the city, both inclusive. */
  from: string;
  to: string;
}

/** What an answer holds when there is no further page. */
export type WholeCityAgenda = Omit<CityAgendaView, 'nextCursor'>;

/** Everything on in a city in these days with its seats, earliest first. */
export async function loadCityAgenda(
  fetcher: Fetch,
  slug: string,
  { from, to }: Window,
): Promise<WholeCityAgenda> {
  const ask = (cursor: string | null) =>
    api(fetcher).get(CityAgendaView, `${cityPath(slug)}/agenda`, { from, to, limit: MOST, cursor });
  const { city, items, nextCursor } = await ask(null);
  for (let cursor = nextCursor; cursor !== null;) {
    const more = await ask(cursor);
    items.push(...more.items);
    cursor = more.nextCursor;
  }
  return { city, items };
}

/** What begins soonest from a local date on, so many at the most; from the city's today when left out. */
export const loadSoonest = async (fetcher: Fetch, slug: string, query: { from?: string; limit: number }) =>
  (await api(fetcher).get(CityAgendaView, `${cityPath(slug)}/agenda`, query)).items;

/** Accounts that can lead a session. `q`: the start of a word of their name. */
export const loadGuides = async (fetcher: Fetch, q?: string): Promise<GuideView[]> =>
  (await api(fetcher).get(page(GuideView), '/api/agenda/guides', { q, limit: MOST })).items;

/** The city's session paths, each with its stages and their next dates. */
export const loadJourneys = async (fetcher: Fetch, city: string): Promise<JourneyView[]> =>
  (await api(fetcher).get(page(JourneyView), '/api/journeys', { city })).items;
