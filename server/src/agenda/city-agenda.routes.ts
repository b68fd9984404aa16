import { Id, page, PageQuery, text } from '@ensemble/shared';
import { CityAgendaView, CityView, GuideView, Slug } from '@ensemble/shared/agenda';
import { z } from 'zod';
import type { Accounts } from '../accounts/index.ts';
import { anyone } from '../http/access.ts';
import { decodeCursor, pageOf } from '../http/cursor.ts';
import { route, type RouteDefinition } from '../http/route.ts';
import { hosts, isHost } from './access.ts';
import { cityCalendar } from './city.calendar.ts';
import type { CityAgenda } from './city-agenda.service.ts';
import { checkWindow, presentAs, windowFields } from '../records/index.ts';
import type { PlansService } from './plans.service.ts';

export interface CityAgendaRoutesDeps {
  plans: PlansService;
  agenda: CityAgenda;
  accounts: Pick<Accounts, 'named'>;
  publicOrigin: string;
}

export const cityAgendaRoutes = ({
  plans,
  agenda,
  accounts,
  publicOrigin,
}: CityAgendaRoutesDeps): RouteDefinition[] => [
  route({
    method: 'get',
    path: '/cities/:slug/agenda',
    summary:
      'What is on in a city, earliest first, with seats; from today unless told. Open to everybody, guides and costs only to hosts',
    tag: 'Cities',
    access: anyone,
    params: z.object({ slug: Slug }),
    query: PageQuery.extend(windowFields).superRefine(checkWindow),
    answer: CityAgendaView,
    async handle({ params: { slug }, query: { limit, cursor, from, to }, viewer }) {
      const city = await plans.city(slug);
      const after = decodeCursor(z.tuple([z.string(), z.string(), Id]), cursor);
      const window = { from: from ?? agenda.today(city), to };
      const { items: rows, nextCursor } = pageOf(
        await agenda.rows(city, window, limit + 1, after),
        limit,
        (row) => row,
        (row) => [row.date, row.startTime, row._id.toHexString()],
      );
      const items = await agenda.items(rows, isHost(viewer));
      return { city: presentAs(CityView, city), items, nextCursor };
    },
  }),
  route({
    method: 'get',
    path: '/cities/:slug/calendar.ics',
    summary: 'Sessions of a city as a calendar feed, from a month ago on; open to everybody',
    tag: 'Cities',
    access: anyone,
    params: z.object({ slug: Slug }),
    produces: 'text/calendar',
    async handle({ params: { slug } }) {
      const city = await plans.city(slug);
      return cityCalendar(city, await agenda.forCalendar(city), publicOrigin);
    },
  }),
  route({
    method: 'get',
    path: '/agenda/guides',
    summary: 'Accounts that can be chosen as guide, by name; for administrators and hosts',
    tag: 'Agenda weeks',
    access: hosts,
    query: PageQuery.extend({ q: text(100).default('') }),
    answer: page(GuideView),
    async handle({ query: { q, limit, cursor } }) {
      const after = decodeCursor(z.tuple([z.string(), Id]), cursor);
      const found = await accounts.named(q, limit + 1, after);
      return pageOf(
        found,
        limit,
        (guide) => guide,
        ({ name, id }) => [name, id],
      );
    },
  }),
];
