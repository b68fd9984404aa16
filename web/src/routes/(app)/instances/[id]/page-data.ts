import type { MeView } from '@ensemble/shared/accounts/accounts.schema';
import type { InstanceView } from '@ensemble/shared/instances/instances.schema';
import { orErrorPage } from '#lib/api/load.ts';
import type { Fetch } from '#lib/api/client.ts';
import { loadCityAgenda } from '#lib/api/agenda.ts';
import { loadDocuments, reservationsForGuide } from '#lib/guide/guide.api.ts';
import { loadSeats } from '#lib/api/instances.ts';
import { loadRows, loadSession } from '#lib/music/log/evening.api.ts';

/** What an instance's page shows, by what kind of instance it is and who looks. */

/** An evening of music with its log. */
export async function eveningData(instance: InstanceView, fetcher: Fetch) {
  const { id, sessionId } = instance;
  const [rows, session] = await orErrorPage(
    Promise.all([loadRows(id, fetcher), sessionId ? loadSession(sessionId, fetcher) : null]),
  );
  return { view: 'evening' as const, instance, rows, session };
}
export type EveningData = Awaited<ReturnType<typeof eveningData>>;

/** A part of the page without which the rest still helps. */
const orNull = async <Value>(promise: Promise<Value>): Promise<Value | null> => promise.catch(() => null);

/**
 * A session of the agenda, or a dated training session. Whether somebody guides it is the server's word; visitors and guests need not ask.
 * `asGuest`: a guide who looks at what guests see.
 */
export async function agendaData(
  instance: InstanceView,
  { fetcher, me, asGuest }: { fetcher: Fetch; me: MeView | null; asGuest: boolean },
) {
  const { id, citySlug, date } = instance;
  const mayGuide = me !== null && !me.user.isGuest && !asGuest;
  const [seats, reservations, documents, agenda] = await Promise.all([
    orErrorPage(loadSeats(id, fetcher)),
    mayGuide ? orErrorPage(reservationsForGuide(id, fetcher)) : null,
    orNull(loadDocuments(id, fetcher)),
    citySlug ? orNull(loadCityAgenda(fetcher, citySlug, { from: date, to: date })) : null,
  ]);
  const part = instance.source.kind === 'training' ? ('training' as const) : ('agenda' as const);
  const common = { part, instance, seats, documents };
  const item = agenda?.items.find(({ instance: one }) => one.id === id);
  if (reservations === null) return { view: 'session' as const, ...common, summary: item?.summary ?? '' };
  const guide = item?.guide ?? null;
  return { view: 'guide' as const, ...common, reservations, guide, city: agenda?.city ?? null };
}
