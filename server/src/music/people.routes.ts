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
import type { Accounts } from '../accounts/index.ts';
import { requireViewer, signedIn } from '../http/access.ts';
import { type Access, route, type RouteDefinition } from '../http/route.ts';
import type { Viewer } from '../http/viewer.ts';
import { instanceAccess, type InstancesService } from '../instances/index.ts';
import type { PeopleRepo, PersonRow } from './people.repo.ts';
import type { SessionsService } from './sessions.service.ts';

const Params = z.object({ id: Id });
const AttendanceParams = z.object({ id: Id, personId: Id });
const tag = 'People';

export interface PeopleRoutesDeps {
  people: PeopleRepo;
  accounts: Pick<Accounts, 'memberships' | 'namesOf'>;
  sessions: SessionsService;
  instances: InstancesService;
}

const presentPerson = (row: PersonRow): PersonView => ({
  id: row._id.toHexString(),
  sessionId: row.sessionId.toHexString(),
  name: row.name,
  instruments: row.instruments,
  userId: null,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

export function peopleRoutes({ people, accounts, sessions, instances }: PeopleRoutesDeps): RouteDefinition[] {
  /** The members and those written down, by name. */
  async function everybody(sessionId: string): Promise<PersonView[]> {
    const members = await accounts.memberships.list('session', sessionId);
    const names = await accounts.namesOf(members.map(({ userId }) => userId));
    const known = members.flatMap(({ userId, joinedAt }): PersonView[] => {
      const name = names.get(userId)?.name;
      if (name === undefined) return [];
      const since = joinedAt.toISOString();
      return [{ id: userId, sessionId, name, instruments: [], userId, createdAt: since, updatedAt: since }];
    });
    const written = (await people.ofSession(sessionId)).map(presentPerson);
    return [...known, ...written].sort((a, b) => a.name.localeCompare(b.name));
  }

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
      const row = await people.find(params['id'] ?? '');
      if (!row || !(await sessions.may(viewer, row.sessionId.toHexString(), 'meet'))) {
        throw new AppError('not-found', 'There is no such person.');
      }
      await requireRight(viewer, row.sessionId.toHexString(), 'log');
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
        return { items: await everybody(query.sessionId), nextCursor: null };
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
        return presentPerson(await people.insert(newId(), body));
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
      async handle({ params, body }) {
        const { name, instruments } = body;
        const row = await people.update(params.id, {
          ...(name === undefined ? {} : { name }),
          ...(instruments === undefined ? {} : { instruments }),
        });
        if (!row) throw new AppError('not-found', 'There is no such person.');
        return presentPerson(row);
      },
    }),
    route({
      method: 'delete',
      path: '/people/:id',
      summary: 'Strike out somebody written down, and where they came',
      tag,
      access: personAccess,
      params: Params,
      status: 204,
      handle: ({ params }) => people.delete(params.id),
    }),
    route({
      method: 'get',
      path: '/instances/:id/attendance',
      summary: 'Who comes, may come, does not, or came to an evening',
      tag,
      access: instanceAccess(instances, 'meet'),
      params: Params,
      answer: z.object({ items: z.array(AttendanceView), nextCursor: z.null() }),
      async handle({ params }) {
        const instance = await instances.get(params.id);
        const said = new Map(
          (await people.attendanceOf(params.id)).map((row) => [row.personId.toHexString(), row]),
        );
        const persons = await everybody(instance.source.id.toHexString());
        const items = persons.map(({ id, name }): AttendanceView => {
          const row = said.get(id);
          return {
            personId: id,
            name,
            status: row?.status ?? null,
            instrument: row?.instrument ?? null,
            updatedAt: row?.updatedAt.toISOString() ?? null,
          };
        });
        return { items, nextCursor: null };
      },
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
      async handle({ params, body }): Promise<AttendanceView> {
        const instance = await instances.get(params.id);
        const person = (await everybody(instance.source.id.toHexString())).find(
          ({ id }) => id === params.personId,
        );
        if (!person) throw new AppError('not-found', 'That person does not come to this session.');
        const row = await people.setAttendance(params.id, params.personId, {
          status: body.status,
          instrument: body.instrument,
        });
        const { status, instrument, updatedAt } = row;
        return {
          personId: person.id,
          name: person.name,
          status,
          instrument,
          updatedAt: updatedAt.toISOString(),
        };
      },
    }),
  ];
}
