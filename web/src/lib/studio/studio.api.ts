import type { CityAgendaItem } from '@ensemble/shared/agenda/city-agenda.schema';
import { DocumentView } from '@ensemble/shared/agenda/document.schema';
import { FitItem } from '@ensemble/shared/agenda/trip.schema';
import { AgendaWeekView } from '@ensemble/shared/agenda/week.schema';
import { page } from '@ensemble/shared/core/schema';
import type { InstanceView } from '@ensemble/shared/instances/instances.schema';
import { loadCityAgenda } from '#lib/api/agenda.ts';
import { api, type Fetch } from '#lib/api/client.ts';
import { isOpenForBooking } from '#lib/viewer/seat-words.ts';

/** What the public pages read. */

const Weeks = page(AgendaWeekView);
const Documents = page(DocumentView);
const Fit = page(FitItem);

/** Weeks that are active, whatever their dates. */
export const loadWeeks = async (fetcher: Fetch, city: string): Promise<AgendaWeekView[]> =>
  (await api(fetcher).get(Weeks, '/api/agenda/weeks', { city, active: true, limit: 100 })).items;

/** Those open to everybody. */
export async function loadNotes(
  fetcher: Fetch,
  kind: DocumentView['subject']['kind'],
  id: string,
): Promise<DocumentView[]> {
  const { items } = await api(fetcher).get(Documents, '/api/documents', { kind, id, limit: 50 });
  return items.filter((note) => note.isPublic);
}

/** Of all session stacks; the page picks those of the sessions it shows. */
export const loadStackNotes = async (fetcher: Fetch): Promise<DocumentView[]> => {
  const { items } = await api(fetcher).get(Documents, '/api/documents', { kind: 'stack', limit: 100 });
  return items.filter((note) => note.isPublic);
};

/** Sessions with room for this many, nearest to their minimum first. */
export const loadFit = async (
  fetcher: Fetch,
  query: { city: string; from: string; to: string; seats: number },
): Promise<FitItem[]> => (await api(fetcher).get(Fit, '/api/fit/availability', { ...query })).items;

const WEEKS_AHEAD = 8;
const DAY_MS = 86_400_000;

/** The next dates of the same session that one can still come to, without this one. */
export async function loadOtherDates(
  fetcher: Fetch,
  { id, citySlug, sessionStackId }: InstanceView,
): Promise<CityAgendaItem[]> {
  if (citySlug === undefined || sessionStackId === undefined) return [];
  // A day more than needed on either side: the city may be ahead of UTC or behind it.
  const from = new Date(Date.now() - DAY_MS).toISOString().slice(0, 10);
  const to = new Date(Date.now() + (WEEKS_AHEAD * 7 + 1) * DAY_MS).toISOString().slice(0, 10);
  const { items } = await loadCityAgenda(fetcher, citySlug, { from, to });
  return items.filter(
    ({ instance, seats }) =>
      instance.sessionStackId === sessionStackId &&
      instance.id !== id &&
      isOpenForBooking(seats) &&
      Date.parse(instance.startsAt) > Date.now(),
  );
}
