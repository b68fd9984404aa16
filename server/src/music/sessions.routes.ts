import {
  AppError,
  type Clock,
  DateWindow,
  Id,
  InstanceCreate,
  InstanceView,
  OccurrenceView,
  PageQuery,
  SessionCreate,
  SessionPatch,
  SessionPath,
  SessionView,
  page,
  text,
} from '@ensemble/shared';
import { DAY_MS, toWallClock } from '@ensemble/shared/instances';
import { z } from 'zod';
import { account, anyone, requireViewer } from '../http/access.ts';
import { decodeCursor, pageOf } from '../http/cursor.ts';
import { route, type RouteDefinition } from '../http/route.ts';
import { type InstanceRow, type InstancesService, presentInstance } from '../instances/index.ts';
import { sessionAccess, sessionPathAccess } from './sessions.access.ts';
import { calendarOf } from './calendar.ts';
import { presentSession } from './sessions.present.ts';
import type { SessionsService } from './sessions.service.ts';

const Params = z.object({ id: Id });
const tag = 'Sessions';
const OCCURRENCE_DAYS = 92;
const CALENDAR_DAYS = 366;

export interface SessionRoutesDeps {
  sessions: SessionsService;
  instances: InstancesService;
  clock: Clock;
  publicOrigin: string;
  /** How many tunes each evening's log has, by instance id. */
  tuneCounts(instanceIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
}

export function sessionRoutes({
  sessions,
  instances,
  clock,
  publicOrigin,
  tuneCounts,
}: SessionRoutesDeps): RouteDefinition[] {
  const read = sessionAccess(sessions, 'read');
  const manage = sessionAccess(sessions, 'manage');

  return [
    route({
      method: 'get',
      path: '/sessions',
      summary: 'Sessions the viewer may see, by name',
      tag,
      access: anyone,
      query: PageQuery.extend({ q: text(100).optional() }),
      answer: page(SessionView),
      async handle({ viewer, query }) {
        const after = decodeCursor(z.tuple([z.string(), Id]), query.cursor);
        const found = await sessions.list(viewer, query.q, { limit: query.limit + 1, after });
        return pageOf(found, query.limit, presentSession, ({ row }) => [row.name, row._id.toHexString()]);
      },
    }),
    route({
      method: 'post',
      path: '/sessions',
      summary: 'Make a session; its maker is the organiser',
      tag,
      access: account('createSession'),
      body: SessionCreate,
      status: 201,
      answer: SessionView,
      problems: ['duplicate'],
      async handle({ viewer, body, newId }) {
        requireViewer(viewer);
        return presentSession(await sessions.create(viewer, newId(), body));
      },
    }),
    route({
      method: 'get',
      path: '/sessions/by-path/*path',
      summary: 'One session by its path, such as austin/mueller',
      tag,
      access: sessionPathAccess(sessions),
      params: z.object({ path: SessionPath }),
      answer: SessionView,
      async handle({ viewer, params }) {
        const row = await sessions.repo.findByPath(params.path);
        if (!row) throw new AppError('not-found', 'There is no such session.');
        return presentSession(await sessions.standing(viewer, row));
      },
    }),
    route({
      method: 'get',
      path: '/sessions/:id',
      summary: 'One session',
      tag,
      access: read,
      params: Params,
      answer: SessionView,
      handle: async ({ viewer, params }) =>
        presentSession(await sessions.standing(viewer, await sessions.get(params.id))),
    }),
    route({
      method: 'patch',
      path: '/sessions/:id',
      summary: 'Change any fields of a session',
      tag,
      access: manage,
      params: Params,
      body: SessionPatch,
      answer: SessionView,
      problems: ['duplicate', 'stale-version'],
      async handle({ viewer, params, body, ifMatch }) {
        return presentSession(
          await sessions.standing(viewer, await sessions.patch(params.id, body, ifMatch)),
        );
      },
    }),
    route({
      method: 'delete',
      path: '/sessions/:id',
      summary: 'Delete a session with its instances and logs',
      tag,
      access: manage,
      params: Params,
      status: 204,
      handle: ({ params }) => sessions.delete(params.id),
    }),
    route({
      method: 'get',
      path: '/sessions/:id/instances',
      summary: 'The dated evenings of a session, earliest first',
      tag,
      access: read,
      params: Params,
      query: PageQuery.extend(DateWindow.shape).extend({ order: z.enum(['asc', 'desc']).default('asc') }),
      answer: page(InstanceView.extend({ tuneCount: z.int() })),
      async handle({ params, query }) {
        const { limit, cursor, order, from, to } = query;
        const after = decodeCursor(z.tuple([z.string(), z.string(), Id]), cursor);
        const filter = {
          source: { kind: 'session' as const, id: params.id },
          ...(from ? { from } : {}),
          ...(to ? { to } : {}),
        };
        const rows = await instances.repo.list(filter, {
          limit: limit + 1,
          newestFirst: order === 'desc',
          after,
        });
        const counts = await tuneCounts(rows.map(({ _id }) => _id.toHexString()));
        const evening = (row: InstanceRow) => ({
          ...presentInstance(row),
          tuneCount: counts.get(row._id.toHexString()) ?? 0,
        });
        return pageOf(rows, limit, evening, (row) => [row.date, row.startTime, row._id.toHexString()]);
      },
    }),
    route({
      method: 'post',
      path: '/sessions/:id/instances',
      summary: 'Make an evening by hand',
      tag,
      access: manage,
      params: Params,
      body: InstanceCreate,
      status: 201,
      answer: InstanceView,
      problems: ['duplicate'],
      async handle({ params, body }) {
        return presentInstance(await sessions.createInstance(await sessions.get(params.id), body));
      },
    }),
    route({
      method: 'get',
      path: '/sessions/:id/occurrences',
      summary: 'The dates its recurrence gives, expanded, not stored; three months from today unless told',
      tag,
      access: read,
      params: Params,
      query: DateWindow,
      answer: page(OccurrenceView),
      async handle({ params, query }) {
        const row = await sessions.get(params.id);
        const from = query.from ?? toWallClock(clock.now(), row.timezone).date;
        const to = query.to ?? addDays(from, OCCURRENCE_DAYS);
        const items = inQuery(() => sessions.occurrences(row, from, to)).map(
          ({ date, startTime, startsAt, endsAt, adjust }) => ({ date, startTime, startsAt, endsAt, adjust }),
        );
        return { items, nextCursor: null };
      },
    }),
    route({
      method: 'get',
      path: '/sessions/:id/calendar.ics',
      summary: 'Coming evenings as a calendar feed',
      tag,
      access: read,
      params: Params,
      produces: 'text/calendar',
      async handle({ params }) {
        const row = await sessions.get(params.id);
        const { date } = toWallClock(clock.now(), row.timezone);
        const from = addDays(date, -CALENDAR_DAYS);
        const stored = await instances.repo.list(
          { source: { kind: 'session', id: params.id }, from },
          { limit: 500 },
        );
        const expected = sessions.occurrences(row, date, addDays(date, CALENDAR_DAYS));
        return calendarOf(row, stored, expected, publicOrigin);
      },
    }),
  ];
}

const addDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** The window came from the query, so what is wrong with it is a bad request, not a bad body. */
function inQuery<T>(expand: () => T): T {
  try {
    return expand();
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'invalid')) throw error;
    throw new AppError('bad-request', error.message, { cause: error, fields: error.fields });
  }
}
