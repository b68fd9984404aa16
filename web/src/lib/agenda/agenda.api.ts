import {
  AgendaSlotView,
  AgendaWeekView,
  CityView,
  SessionPathView,
  SessionStackView,
} from '@ensemble/shared/agenda';
import { CityAgendaView, GuideView } from '@ensemble/shared/agenda/city-agenda.schema';
import { page } from '@ensemble/shared/core/schema';
import { InstanceView } from '@ensemble/shared/instances/instances.schema';
import type { z } from 'zod';
import { api, type Fetch } from '#lib/api/client.ts';

/** The agenda's records as the pages of hosts read them. */

const MOST = 500;

/** Every page of a list, up to `pages` of them; `whole` is false where there would be more. */
async function allPages<Item extends z.ZodType>(
  fetcher: Fetch,
  item: Item,
  path: string,
  query: Record<string, string | number | boolean | undefined> = {},
  pages = 20,
): Promise<{ items: z.output<Item>[]; whole: boolean }> {
  const items: z.output<Item>[] = [];
  let cursor: string | null = null;
  for (let number = 0; number < pages; number++) {
    const answer: { items: z.output<Item>[]; nextCursor: string | null } = await api(fetcher).get(
      page(item),
      path,
      { ...query, limit: MOST, cursor },
    );
    items.push(...answer.items);
    cursor = answer.nextCursor;
    if (cursor === null) return { items, whole: true };
  }
  return { items, whole: false };
}

const listOf =
  <Item extends z.ZodType>(item: Item, path: string) =>
  async (fetcher: Fetch, query: Record<string, string | undefined> = {}): Promise<z.output<Item>[]> =>
    (await allPages(fetcher, item, path, query)).items;

export const loadCities = listOf(CityView, '/api/cities');
export const loadStacks = listOf(SessionStackView, '/api/session-stacks');
export const loadPaths = listOf(SessionPathView, '/api/session-paths');
export const loadWeeks = listOf(AgendaWeekView, '/api/agenda/weeks');

export const loadCity = (fetcher: Fetch, slug: string) => api(fetcher).get(CityView, `/api/cities/${slug}`);
export const loadStack = (fetcher: Fetch, id: string) =>
  api(fetcher).get(SessionStackView, `/api/session-stacks/${id}`);
export const loadPath = (fetcher: Fetch, id: string) =>
  api(fetcher).get(SessionPathView, `/api/session-paths/${id}`);
export const loadWeek = (fetcher: Fetch, id: string) =>
  api(fetcher).get(AgendaWeekView, `/api/agenda/weeks/${id}`);
export const loadSlots = async (fetcher: Fetch, weekId: string): Promise<AgendaSlotView[]> =>
  (await allPages(fetcher, AgendaSlotView, `/api/agenda/weeks/${weekId}/slots`)).items;

/** What is on in a city between two local dates, both inclusive, with its seats. */
export const loadCityAgenda = (fetcher: Fetch, slug: string, window: { from: string; to: string }) =>
  api(fetcher).get(CityAgendaView, `/api/cities/${slug}/agenda`, { ...window, limit: MOST });

/** Accounts that can lead a session. `q`: the start of a word of their name. */
export const loadGuides = async (fetcher: Fetch, q?: string): Promise<GuideView[]> =>
  (await api(fetcher).get(page(GuideView), '/api/agenda/guides', { q, limit: MOST })).items;

/** The last local date that each week has a session on, by the week's id, among those from `from` on. */
export async function loadGeneratedUntil(
  fetcher: Fetch,
  city: string,
  from: string,
): Promise<ReadonlyMap<string, string>> {
  const { items } = await allPages(fetcher, InstanceView, '/api/instances', { city, from });
  const until = new Map<string, string>();
  for (const { agendaWeekId, date, isCancelled } of items) {
    if (agendaWeekId === undefined || isCancelled) continue;
    if (date > (until.get(agendaWeekId) ?? '')) until.set(agendaWeekId, date);
  }
  return until;
}
