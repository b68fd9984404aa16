import { Id, InstanceView, NowView, page } from '@ensemble/shared';
import { z } from 'zod';
import { anyone } from '../http/access.ts';
import { route, type RouteDefinition } from '../http/route.ts';
import type { NowService } from './now.service.ts';

export function nowRoutes(now: NowService): RouteDefinition[] {
  return [
    route({
      method: 'get',
      path: '/now',
      summary: 'What is on, what is coming, what the viewer was last doing',
      tag: 'Now',
      access: anyone,
      answer: NowView,
      handle: ({ viewer }) => now.view(viewer),
    }),
    route({
      method: 'get',
      path: '/sessions/active',
      summary: 'Evenings that are on now, of sessions the viewer may see',
      tag: 'Now',
      access: anyone,
      answer: page(InstanceView.extend({ sessionName: z.string(), sessionPath: z.string(), sessionId: Id })),
      async handle({ viewer }) {
        const items = (await now.active(viewer)).map(({ instance, session }) => ({
          ...instance,
          sessionId: session.id,
          sessionName: session.name,
          sessionPath: session.path,
        }));
        return { items, nextCursor: null };
      },
    }),
  ];
}
