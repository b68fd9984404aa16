import { z } from 'zod';
import { CityAgendaView } from '@ensemble/shared/agenda/city-agenda.schema';
import { CityView } from '@ensemble/shared/agenda/city.schema';
import { type Fetch, api } from '#lib/api/client.ts';

const Cities = z.object({ items: z.array(CityView), nextCursor: z.string().nullable() });

export const loadCities = async (fetcher?: Fetch) =>
  (await api(fetcher).get(Cities, '/api/cities', { limit: 500 })).items;

export interface Window {
  /** Local dates of the city, inclusive. */
  from: string;
  to: string;
}

/** Everything on in a city in these days, earliest first. */
export async function loadCityAgenda(
  slug: string,
  { from, to }: Window,
  fetcher?: Fetch,
): Promise<Omit<CityAgendaView, 'nextCursor'>> {
  const ask = (cursor: string | null) =>
    api(fetcher).get(CityAgendaView, `/api/cities/${encodeURIComponent(slug)}/agenda`, {
      from,
      to,
      limit: 200,
      cursor,
    });
  const { city, items, nextCursor } = await ask(null);
  for (let cursor = nextCursor; cursor !== null;) {
    const more = await ask(cursor);
    items.push(...more.items);
    cursor = more.nextCursor;
  }
  return { city, items };
}
