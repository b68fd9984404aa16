import { Id } from '@ensemble/shared';
import { PublishInput, PublishView, Readiness } from '@ensemble/shared/training';
import { z } from 'zod';
import { requireViewer } from '../../http/access.ts';
import { route, type RouteDefinition } from '../../http/route.ts';
import type { DraftsPort } from '../drafts.port.ts';
import { draftAccess } from './access.ts';
import type { Planner } from './planner.ts';
import type { Publisher } from './publisher.ts';

const Params = z.object({ id: Id });
const tag = 'Publishing';

export function publishRoutes(deps: {
  drafts: DraftsPort;
  planner: Planner;
  publisher: Publisher;
}): RouteDefinition[] {
  const { drafts, planner, publisher } = deps;
  return [
    route({
      method: 'get',
      path: '/drafts/:id/readiness',
      summary: 'How far a draft is from being published, and what is missing, by what it holds now',
      tag,
      access: draftAccess(drafts, 'read'),
      params: Params,
      answer: Readiness,
      async handle({ viewer, params }) {
        const row = await drafts.require(viewer, params.id, 'read');
        return planner.readiness(row, await drafts.content(params.id));
      },
    }),
    route({
      method: 'post',
      path: '/drafts/:id/publish',
      summary:
        'Publish the draft as it stands: all of it or nothing, and once; after later changes its next edition',
      tag,
      access: draftAccess(drafts, 'publish'),
      params: Params,
      body: PublishInput,
      answer: PublishView,
      problems: [
        'already-published',
        'conflict',
        'below-taken',
        'duplicate',
        'request-in-progress',
        'unavailable',
      ],
      async handle({ viewer, params, body, newId }) {
        requireViewer(viewer);
        return publisher.publish(viewer, params.id, body, newId());
      },
    }),
  ];
}
