import { AppError, Id, TuneHit, TuneQuery, TuneView } from '@ensemble/shared';
import { toAbc } from '@ensemble/shared/music/tunes';
import { z } from 'zod';
import { anyone } from '../http/access.ts';
import { route, type RouteDefinition } from '../http/route.ts';
import type { LogRepo } from './log.repo.ts';
import { sessionAccess } from './sessions.access.ts';
import type { SessionsService } from './sessions.service.ts';
import type { TunesService } from './tunes.service.ts';

const Params = z.object({ id: Id });
const tag = 'Tunes';
const EVENINGS = 50;
const PLAYED_MOST = 50;

export interface TunesRoutesDeps {
  tunes: TunesService;
  sessions: SessionsService;
  logs: LogRepo;
}

export function tunesRoutes({ tunes, sessions, logs }: TunesRoutesDeps): RouteDefinition[] {
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
      async handle({ params, viewer }): Promise<TuneView> {
        const { tune, settings } = await tunes.get(params.id);
        const visible = await sessions.visibleTo(viewer);
        const readable = visible ? await sessions.repo.visibleIds({ visible }) : null;
        const evenings = await logs.eveningsWith(params.id, readable, EVENINGS);
        const played = await sessions.repo.findMany([
          ...new Set(evenings.map(({ sessionId }) => sessionId.toHexString())),
        ]);
        const names = new Map(played.map((session) => [session._id.toHexString(), session.name]));
        return {
          id: tune._id.toHexString(),
          thesessionTuneId: tune.thesessionTuneId ?? null,
          name: tune.name,
          type: tune.type,
          tunebooks: tune.tunebooks,
          aliases: tune.aliases,
          settings: settings.map((setting) => ({
            settingId: setting.settingId,
            key: setting.key,
            meter: setting.meter,
            abc: toAbc({
              title: tune.name,
              type: tune.type,
              key: setting.key,
              meter: setting.meter,
              abc: setting.abc,
            }),
            username: setting.username,
          })),
          played: evenings.map((evening) => ({
            instanceId: evening._id.toHexString(),
            sessionId: evening.sessionId.toHexString(),
            sessionName: names.get(evening.sessionId.toHexString()) ?? '',
            date: evening.date,
            name: evening.rows.find(({ tuneId }) => tuneId?.toHexString() === params.id)?.name ?? tune.name,
          })),
          playedCount: evenings.reduce(
            (sum, { rows }) => sum + rows.filter(({ tuneId }) => tuneId?.toHexString() === params.id).length,
            0,
          ),
          createdAt: tune.createdAt.toISOString(),
          updatedAt: tune.updatedAt.toISOString(),
        };
      },
    }),
    route({
      method: 'get',
      path: '/sessions/:id/tunes',
      summary: 'What is played at a session, most often first',
      tag,
      access: sessionAccess(sessions, 'read'),
      params: Params,
      answer: z.object({ items: z.array(z.object({ tune: TuneHit, count: z.int() })), nextCursor: z.null() }),
      async handle({ params }) {
        const index = await tunes.index();
        const counted = (await logs.playedAt(params.id, PLAYED_MOST)).flatMap(({ tuneId, count }) => {
          const tune = index.get(tuneId);
          return tune ? [{ tune, count }] : [];
        });
        const hits = await tunes.hits(counted);
        return { items: hits.map((tune, i) => ({ tune, count: counted[i]?.count ?? 0 })), nextCursor: null };
      },
    }),
  ];
}
