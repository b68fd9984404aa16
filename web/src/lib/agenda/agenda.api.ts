import { AgendaSlotView, AgendaWeekView, SessionPathView, SessionStackView } from '@ensemble/shared/agenda';
import { InstanceView } from '@ensemble/shared/instances/instances.schema';
import type { z } from 'zod';
import { api, type Fetch } from '#lib/api/client.ts';
import { allOf } from '#lib/api/pages.ts';

/** The agenda's records as the pages of hosts read them. */

const listOf =
  <Item extends z.ZodType>(item: Item, path: string) =>
  (fetcher: Fetch, query: Record<string, string | undefined> = {}): Promise<z.output<Item>[]> =>
    allOf(fetcher, item, path, query);

export const loadStacks = listOf(SessionStackView, '/api/session-stacks');
export const loadPaths = listOf(SessionPathView, '/api/session-paths');
export const loadWeeks = listOf(AgendaWeekView, '/api/agenda/weeks');

export const loadStack = (fetcher: Fetch, id: string) =>
  api(fetcher).get(SessionStackView, `/api/session-stacks/${id}`);
export const loadPath = (fetcher: Fetch, id: string) =>
  api(fetcher).get(SessionPathView, `/api/session-paths/${id}`);
export const loadWeek = (fetcher: Fetch, id: string) =>
  api(fetcher).get(AgendaWeekView, `/api/agenda/weeks/${id}`);
export const loadSlots = (fetcher: Fetch, weekId: string): Promise<AgendaSlotView[]> =>
  allOf(fetcher, AgendaSlotView, `/api/agenda/weeks/${weekId}/slots`);

/** The last local date that each week has a session on, by the week's id, among those from `from` on. */
export async function loadGeneratedUntil(
  fetcher: Fetch,
  city: string,
  from: string,
): Promise<ReadonlyMap<string, string>> {
  const items = await allOf(fetcher, InstanceView, '/api/instances', { city, from });
  const until = new Map<string, string>();
  for (const { agendaWeekId, date, isCancelled } of items) {
    if (agendaWeekId === undefined || isCancelled) continue;
    if (date > (until.get(agendaWeekId) ?? '')) until.set(agendaWeekId, date);
  }
  return until;
}
