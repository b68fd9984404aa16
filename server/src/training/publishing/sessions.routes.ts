import { Id } from '@ensemble/shared';
import {
  ArchiveQuery,
  ContentVersionsPage,
  RunInput,
  RunView,
  TrainingSessionsPage,
  TrainingSessionsQuery,
  TrainingSessionView,
} from '@ensemble/shared/training';
import { z } from 'zod';
import { anyone } from '../../http/access.ts';
import { decodeCursor, pageOf } from '../../http/cursor.ts';
import { route, type RouteDefinition } from '../../http/route.ts';
import type { Viewer } from '../../http/viewer.ts';
import { trainingAccess } from './access.ts';
import type { Runs } from './run.service.ts';
import { presentContent, presentSession, presentSummary } from './sessions.present.ts';
import type { OutSession } from './sessions.reader.ts';
import type { TrainingSessions } from './sessions.service.ts';

const Params = z.object({ id: Id });
const tag = 'Training sessions';

export function trainingSessionRoutes({
  sessions,
  runs,
}: {
  sessions: TrainingSessions;
  runs: Runs;
}): RouteDefinition[] {
  const view = async (viewer: Viewer | null, session: OutSession) =>
    presentSession(await sessions.shown(viewer, session), await sessions.content(session));
  const common = { tag, params: Params, answer: TrainingSessionView } as const;
  return [
    route({
      method: 'get',
      path: '/training-sessions',
      summary: 'Published sessions the viewer may see, those first published last at the top',
      tag,
      access: anyone,
      query: TrainingSessionsQuery,
      answer: TrainingSessionsPage,
      async handle({ viewer, query }) {
        const { limit, cursor, status, q, running } = query;
        const after = decodeCursor(z.tuple([z.int(), Id]), cursor);
        const filter = { status, q, running: running === undefined ? undefined : running === 'true' };
        const found = await sessions.list(viewer, filter, limit + 1, after);
        return pageOf(
          found,
          limit,
          ({ content, ...shown }) => presentSummary(shown, content),
          ({ session }) => [session.row.createdAt.getTime(), session.id],
        );
      },
    }),
    route({
      ...common,
      method: 'get',
      path: '/training-sessions/:id',
      summary: 'One published session as it stands; of a public one others see no trainers’ notes',
      access: trainingAccess(sessions, 'read'),
      handle: async ({ viewer, params }) => view(viewer, await sessions.get(params.id)),
    }),
    route({
      ...common,
      method: 'post',
      path: '/training-sessions/:id/archive',
      summary: 'Put it away; its dated session stays unless ?cancelInstance=true',
      access: trainingAccess(sessions, 'publish'),
      query: ArchiveQuery,
      handle: async ({ viewer, params, query }) =>
        view(viewer, await sessions.archive(params.id, { cancelInstance: query.cancelInstance === 'true' })),
    }),
    route({
      ...common,
      method: 'post',
      path: '/training-sessions/:id/unarchive',
      summary: 'Bring it back',
      access: trainingAccess(sessions, 'publish'),
      handle: async ({ viewer, params }) => view(viewer, await sessions.unarchive(params.id)),
    }),
    route({
      method: 'get',
      path: '/training-sessions/:id/content-versions',
      summary: 'What went out, newest first',
      tag,
      access: trainingAccess(sessions, 'member'),
      params: Params,
      answer: ContentVersionsPage,
      async handle({ params }) {
        const rows = await sessions.contentVersions(await sessions.get(params.id));
        return { items: rows.map(presentContent), nextCursor: null };
      },
    }),
    route({
      method: 'get',
      path: '/training-sessions/:id/run',
      summary: 'How the day goes: the same for everybody who watches',
      tag,
      access: trainingAccess(sessions, 'read'),
      params: Params,
      answer: RunView,
      handle: ({ params }) => runs.get(params.id),
    }),
    route({
      method: 'post',
      path: '/training-sessions/:id/run',
      summary: 'Start, go on, back, pause or end; with a version a press meant for another state is refused',
      tag,
      access: trainingAccess(sessions, 'edit'),
      params: Params,
      body: RunInput,
      answer: RunView,
      problems: ['stale-version', 'illegal-move', 'conflict'],
      handle: ({ params, body }) => runs.act(params.id, body),
    }),
  ];
}
