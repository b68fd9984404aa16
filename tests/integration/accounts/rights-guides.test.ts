import { agendaPolicy, type SessionAction } from '@ensemble/shared';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RouteDefinition } from '../../../server/src/http/route.ts';
import { generate, makeAgenda } from '../../support/agenda.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { LiveClient } from '../../support/live-client.ts';
import type { Person } from '../../support/person.ts';

/** Role × route × room for a dated session of the agenda: its guides run it, and it alone. */

const ROLES = {
  host: { isHost: true, isGuide: false },
  guide: { isHost: false, isGuide: true },
  apprentice: { isHost: false, isGuide: true },
  'guide of another': { isHost: false, isGuide: false },
  visitor: { isHost: false, isGuide: false },
  stranger: { isHost: false, isGuide: false },
} as const;
type Role = keyof typeof ROLES;
const CASES = Object.keys(ROLES) as Role[];

let app: TestApp;
const people = new Map<Role, Person>();
const who = (role: Role): Person => people.get(role) ?? app.stranger();
let instanceId: string;
let reservationId: string;
beforeAll(async () => {
  app = await startApp();
  const host = await app.signUp('Host');
  people.set('host', host);
  for (const role of CASES)
    people.set(role, role === 'host' ? host : role === 'stranger' ? app.stranger() : await app.signUp(role));
  const { week } = await makeAgenda(host, 'guided');
  const { created } = await generate(host, week.id, { from: '2031-06-01', to: '2031-06-15' });
  const [one, other] = created.map(({ id }) => id);
  instanceId = one ?? '';
  const idOf = (role: Role): string => who(role).userId;
  const guides = { guidePrimaryId: idOf('guide'), apprenticeIds: [idOf('apprentice')] };
  await host.patch(`/api/instances/${instanceId}`, { data: guides });
  await host.patch(`/api/instances/${other}`, { data: { guidePrimaryId: idOf('guide of another') } });
  const booker = await app.signUp('Booker');
  const party = { kind: 'fit', seats: 1, partyName: 'Rosa', hold: true };
  reservationId = (await booker.post(`/api/instances/${instanceId}/reservations`, party)).body.id;
});
afterAll(() => app.close());

/** The action that a route about one instance asks for; null when it asks for something else. */
function actionOf({ path, access: { label } }: RouteDefinition): SessionAction | 'book' | null {
  if (!path.startsWith('/instances/:id')) return null;
  if (label === 'instance:read, signed in') return 'book';
  if (label === 'reservation:own, or instance:log') return 'log';
  const action = /^instance:(\w+)$/.exec(label)?.[1];
  return action !== undefined && action in agendaPolicy ? (action as SessionAction) : null;
}

function expected(role: Role, action: SessionAction | 'book'): 'allowed' | 401 | 403 {
  if (action === 'read') return 'allowed';
  if (role === 'stranger') return 401;
  return action === 'book' || agendaPolicy[action](ROLES[role]) ? 'allowed' : 403;
}

/** What ends things comes last, and nothing is cancelled before others were asked. */
const weight = ({ method, path }: RouteDefinition): number =>
  method === 'get' ? 0 : /cancel|no-show|reinstate/.test(path) ? 2 : 1;

describe('routes', () => {
  test.each(CASES)('%s', async (role) => {
    const person = who(role);
    let asked = 0;
    for (const route of app.routes.toSorted((a, b) => weight(a) - weight(b))) {
      const action = actionOf(route);
      // The session as a whole is not cancelled here: it would end for the roles that come after.
      if (!action || route.path === '/instances/:id/cancel') continue;
      const path = route.path
        .replace(':id', instanceId)
        .replace(':rid', reservationId)
        .replace(/:\w+/g, '0'.repeat(24));
      const answer = await person.request(
        route.method.toUpperCase(),
        `/api${path}`,
        route.body ? { bogus: true } : undefined,
      );
      const seen = answer.status === 401 || answer.status === 403 ? answer.status : 'allowed';
      expect(`${route.method} ${path}: ${seen}`).toBe(`${route.method} ${path}: ${expected(role, action)}`);
      expect(answer.status).toBeLessThan(500);
      asked++;
    }
    expect(asked).toBeGreaterThan(15);
  });

  test('nobody finds out what a session costs but who manages it', async () => {
    for (const role of CASES) {
      const { body } = await who(role).get(`/api/instances/${instanceId}`);
      expect([role, body.costMin, 'guidePrimaryId' in body.data]).toEqual([
        role,
        ...(role === 'host' ? [9000, true] : [null, false]),
      ]);
    }
    const finished = await who('guide').post(`/api/instances/${instanceId}/log/complete`);
    expect(finished.body.costMin).toBeNull();
  });
});

describe('rooms', () => {
  test.each(CASES)('%s hears of every change, and of costs only as a host', async (role) => {
    const page = await new LiveClient(who(role)).connected();
    try {
      await page.watch({ instances: [instanceId] });
      const comments = `For ${role}`;
      const { version } = (await who('host').patch(`/api/instances/${instanceId}`, { comments })).body;
      const push = await page.heard(({ event, body }) => event === 'instance' && body.version === version);
      expect(push.body).toMatchObject({ comments, costMin: role === 'host' ? 9000 : null });
    } finally {
      page.close();
    }
  });
});
