import { type Clock, Id, type NowItem, NowView, page, InstanceView } from '@ensemble/shared';
import { z } from 'zod';
import { anyone } from '../http/access.ts';
import { route, type RouteDefinition } from '../http/route.ts';
import { type InstanceRow, type InstancesService, presentInstance } from '../instances/index.ts';
import type { LogRepo } from './log.repo.ts';
import type { SessionsService } from './sessions.service.ts';

const UPCOMING_MS = 14 * 86_400_000;
const SHOWN = 30;
const RECENT = 10;

export interface NowRoutesDeps {
  instances: InstancesService;
  sessions: SessionsService;
  logs: LogRepo;
  clock: Clock;
}

export function nowRoutes({ instances, sessions, logs, clock }: NowRoutesDeps): RouteDefinition[] {
  async function items(rows: readonly InstanceRow[]): Promise<NowItem[]> {
    const found = await sessions.repo.findMany([
      ...new Set(rows.map(({ source }) => source.id.toHexString())),
    ]);
    const byId = new Map(found.map((session) => [session._id.toHexString(), session]));
    const counts = await logs.counts(rows.map(({ _id }) => _id.toHexString()));
    return rows.flatMap((row) => {
      const session = byId.get(row.source.id.toHexString());
      if (!session) return [];
      const { name, path, city, timezone, locationName } = session;
      return [
        {
          instance: presentInstance(row),
          session: { id: session._id.toHexString(), name, path, city, timezone, locationName },
          tuneCount: counts.get(row._id.toHexString()) ?? 0,
        },
      ];
    });
  }

  const soon = async (sessionIds: readonly string[]) =>
    instances.repo.upcoming(sessionIds, clock.now(), clock.now() + UPCOMING_MS, SHOWN);

  return [
    route({
      method: 'get',
      path: '/now',
      summary: 'What is on, what is coming, what the viewer was last doing',
      tag: 'Now',
      access: anyone,
      answer: NowView,
      async handle({ viewer }): Promise<NowView> {
        const visible = await sessions.visibleTo(viewer);
        const rows = await soon(await sessions.repo.visibleIds({ visible }));
        const lastIds = viewer ? await logs.eveningsLoggedBy(viewer.userId, RECENT) : [];
        const last =
          lastIds.length > 0
            ? await instances.repo.list({ ids: lastIds }, { limit: RECENT, newestFirst: true })
            : [];
        const readable = [];
        for (const row of last) if (await instances.owners.may(viewer, row, 'read')) readable.push(row);
        return {
          active: await items(rows.filter(({ isActive }) => isActive)),
          upcoming: await items(rows.filter(({ isActive, status }) => !isActive && status !== 'completed')),
          recent: await items(readable.filter(({ isActive }) => !isActive)),
        };
      },
    }),
    route({
      method: 'get',
      path: '/sessions/active',
      summary: 'Evenings that are on now, of sessions the viewer may see',
      tag: 'Now',
      access: anyone,
      answer: page(InstanceView.extend({ sessionName: z.string(), sessionPath: z.string(), sessionId: Id })),
      async handle({ viewer }) {
        const visible = await sessions.visibleTo(viewer);
        const rows = (await soon(await sessions.repo.visibleIds({ visible }))).filter(
          ({ isActive }) => isActive,
        );
        const active = (await items(rows)).map(({ instance, session }) => ({
          ...instance,
          sessionId: session.id,
          sessionName: session.name,
          sessionPath: session.path,
        }));
        return { items: active, nextCursor: null };
      },
    }),
  ];
}
