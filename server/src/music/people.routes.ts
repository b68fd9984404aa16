import {
  AppError,
  AttendanceInput,
  AttendanceView,
  Id,
  PersonCreate,
  PersonPatch,
  PersonView,
  type SessionAction,
} from '@ensemble/shared';
import { z } from 'zod';
import { requireViewer, signedIn } from '../http/access.ts';
import { type Access, route, type RouteDefinition } from '../http/route.ts';
import type { Viewer } from '../http/viewer.ts';
import { instanceAccess, type InstancesService } from '../instances/index.ts';
import type { PeopleService } from './people.service.ts';
import type { SessionsService } from './sessions.service.ts';

const Params = z.object({ id: Id });
const AttendanceParams = z.object({ id: Id, personId: Id });
const tag = 'People';

export interface PeopleRoutesDeps {
  people: PeopleService;
  sessions: SessionsService;
  instances: InstancesService;
}

export function peopleRoutes({ people, sessions, instances }: PeopleRoutesDeps): RouteDefinition[] {
  async function requireRight(
    viewer: Viewer | null,
    sessionId: string,
    action: SessionAction,
  ): Promise<void> {
    if (await sessions.may(viewer, sessionId, action)) return;
    const visible = await sessions.may(viewer, sessionId, 'read');
    throw visible
      ? new AppError('not-allowed', 'Your role does not allow this. Ask an organiser.')
      : new AppError('not-found', 'There is no such session.');
  }

  /** Whoever may log may change a person that is written down for the session. */
  const personAccess: Access = {
    label: 'person:log',
    async check({ viewer, params }) {
      requireViewer(viewer);
      const sessionId = await people.sessionOf(params['id'] ?? '');
      if (!(await sessions.may(viewer, sessionId, 'meet'))) {
        throw new AppError('not-found', 'There is no such person.');
      }
      await requireRight(viewer, sessionId, 'log');
    },
  };

  const logs = instanceAccess(instances, 'log');
  /** Members say for themselves; whoever may log says for anybody. */
  const selfOrLogger: Access = {
    label: 'instance:meet self, or instance:log',
    async check(context) {
      const isSelf = context.viewer?.userId === context.params['personId'];
      await (isSelf ? instanceAccess(instances, 'meet') : logs).check(context);
    },
  };

  return [
    route({
      method: 'get',
      path: '/people',
      summary: 'Who comes to a session: its members and people written down',
      tag,
      access: signedIn,
      query: z.object({ sessionId: Id }),
      answer: z.object({ items: z.array(PersonView), nextCursor: z.null() }),
      async handle({ query, viewer }) {
        await requireRight(viewer, query.sessionId, 'meet');
        return { items: await people.everybody(query.sessionId), nextCursor: null };
      },
    }),
    route({
      method: 'post',
      path: '/people',
      summary: 'Write down somebody without an account',
      tag,
      access: signedIn,
      body: PersonCreate,
      status: 201,
      answer: PersonView,
      async handle({ body, viewer, newId }) {
        await requireRight(viewer, body.sessionId, 'log');
        return people.writeDown(newId(), body);
      },
    }),
    route({
      method: 'patch',
      path: '/people/:id',
      summary: 'Change name or instruments of somebody written down',
      tag,
      access: personAccess,
      params: Params,
      body: PersonPatch,
      answer: PersonView,
      handle: ({ params, body }) => people.change(params.id, body),
    }),
    route({
      method: 'delete',
      path: '/people/:id',
      summary: 'Strike out somebody written down, and where they came',
      tag,
      access: personAccess,
      params: Params,
      status: 204,
      handle: ({ params }) => people.strikeOut(params.id),
    }),
    route({
      method: 'get',
      path: '/instances/:id/attendance',
      summary: 'Who comes, may come, does not, or came to an evening',
      tag,
      access: instanceAccess(instances, 'meet'),
      params: Params,
      answer: z.object({ items: z.array(AttendanceView), nextCursor: z.null() }),
      handle: async ({ params }) => ({ items: await people.attendance(params.id), nextCursor: null }),
    }),
    route({
      method: 'put',
      path: '/instances/:id/attendance/:personId',
      summary: 'Say whether somebody comes or came, and with which instrument',
      tag,
      access: selfOrLogger,
      params: AttendanceParams,
      body: AttendanceInput,
      answer: AttendanceView,
      handle: ({ params, body }) => people.setAttendance(params.id, params.personId, body),
    }),
  ];
}
