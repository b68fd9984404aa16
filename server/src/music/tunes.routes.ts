import { AppError, Id, TuneHit, TuneQuery, TuneView } from '@ensemble/shared';
import { z } from 'zod';
import { anyone } from '../http/access.ts';
import { route, type RouteDefinition } from '../http/route.ts';
import { sessionAccess } from './sessions.access.ts';
import type { SessionsService } from './sessions.service.ts';
import type { TunePages } from './tune-pages.ts';
import type { TunesService } from './tunes.service.ts';

const Params = z.object({ id: Id });
const tag = 'Tunes';

export interface TunesRoutesDeps {
  tunes: TunesService;
  sessions: SessionsService;
  pages: TunePages;
}

export function tunesRoutes({ tunes, sessions, pages }: TunesRoutesDeps): RouteDefinition[] {
  return [
    route({
      method: 'get',
      path: '/tunes',
      summary: 'Tunes by name as people type it, best first; those played at a session before others',
      tag,
      access: anyone,
      query: TuneQuery,
      answer: z.object({ items: z.array(TuneHit), nextCursor: z.null() }),
      async handle({ query, viewer }) {
        if (query.sessionId !== undefined && !(await sessions.may(viewer, query.sessionId, 'read'))) {
          throw new AppError('not-found', 'There is no such session.');
        }
        const items = await tunes.search(query.q, { limit: query.limit, sessionId: query.sessionId ?? null });
        return { items, nextCursor: null };
      },
    }),
    route({
      method: 'get',
      path: '/tunes/:id',
      summary: 'One tune: names, settings, where it was played',
      tag,
      access: anyone,
      params: Params,
      answer: TuneView,
      handle: ({ params, viewer }) => pages.view(viewer, params.id),
    }),
    route({
      method: 'get',
      path: '/sessions/:id/tunes',
      summary: 'What is played at a session, most often first',
      tag,
      access: sessionAccess(sessions, 'read'),
      params: Params,
      answer: z.object({ items: z.array(z.object({ tune: TuneHit, count: z.int() })), nextCursor: z.null() }),
      handle: async ({ params }) => ({ items: await pages.playedMost(params.id), nextCursor: null }),
    }),
  ];
}
