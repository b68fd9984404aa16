import { createHash, randomBytes } from 'node:crypto';
import type { AppRole, SessionRole } from '@ensemble/shared';
import { addTunes } from '@ensemble/shared/music/tune-log';
import { ObjectId } from 'bson';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RouteDefinition } from '../../../server/src/http/route.ts';
import { makeCity, makePath, makeSlot, makeStack, makeWeek } from '../../support/agenda.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { CollabClient } from '../../support/collab-client.ts';
import { inviteTo, join, logTunes, makeEvening, makeSession, tunesOf } from '../../support/evening.ts';
import { LiveClient } from '../../support/live-client.ts';
import type { Person } from '../../support/person.ts';
import { OF_TRAINING, type Standing, verdictOf } from './rights-table.ts';

/** Role × route × room × document: who gets in and who does not, by the code's own policies. */

const ROLES = [
  'stranger',
  'outsider',
  'guest reader',
  'reader',
  'logger',
  'organiser',
  'administrator',
] as const;
type Role = (typeof ROLES)[number];
const CASES = ROLES.flatMap((role) => [false, true].map((publicLog) => ({ role, publicLog })));

let app: TestApp;
let owner: Person;
let victim: Person;
const accounts = new Map<Role, Person>();
const tuneId = new ObjectId();

beforeAll(async () => {
  app = await startApp();
  accounts.set('administrator', await app.signUp('Admin'));
  owner = await app.signUp('Owner');
  victim = await app.signUp('Victim');
  for (const role of ['outsider', 'reader', 'logger', 'organiser'] as const)
    accounts.set(role, await app.signUp(role));
  const now = new Date();
  const tune = { name: 'The Kesh', nameKey: 'kesh', type: 'jig', aliases: [], tunebooks: 1 };
  await (
    await app.db()
  )
    .collection('tunes')
    .insertOne({ _id: tuneId, ...tune, thesessionTuneId: 55, createdAt: now, updatedAt: now });
});
afterAll(() => app.close());

interface Scene {
  who: Person;
  standing: Standing;
  sessionId: string;
  path: string;
  instanceId: string;
  entryId: string;
  personId: string;
  reservationId: string;
  documentId: string;
  token: string;
  bookingLink: string;
  agenda: { city: string; stack: string; path: string; week: string; slot: string; rate: string };
  trips: { trip: string; offer: string; order: string; invitation: string; link: string };
}

let scenes = 0;
async function sceneFor(role: Role, publicLog: boolean): Promise<Scene> {
  const session = await makeSession(owner, { path: `rights/${++scenes}`, publicLog });
  const evening = await makeEvening(owner, session.id, { date: '2031-06-03' });
  const [row] = await logTunes(owner, evening.id, ['The Kesh']);
  await join(victim, await inviteTo(owner, session.id, 'reader'));
  const person = (await owner.post('/api/people', { sessionId: session.id, name: 'Old Tom' })).body;
  const seats = { kind: 'fit', seats: 1, partyName: 'Victor' };
  const reservation = (await victim.post(`/api/instances/${evening.id}/reservations`, seats)).body;
  const note = { subject: { kind: 'instance', id: evening.id }, title: 'Chairs', isPublic: true };
  const document = (await owner.post('/api/documents', note)).body;
  const agenda = await makeAgendaOf(`rights-${scenes}`);
  const trips = await makeTripOf(agenda.city, evening.id);
  const who = accounts.get(role) ?? app.stranger();
  const member = role.replace('guest ', '') as SessionRole;
  const isMember = ['reader', 'logger', 'organiser'].includes(member);
  if (isMember) await join(who, await inviteTo(owner, session.id, member), 'Guest');
  const isSignedIn = role !== 'stranger';
  const roles: AppRole[] = role === 'administrator' ? ['admin'] : [];
  return {
    who,
    standing: {
      account: { isSignedIn, isGuest: role === 'guest reader', roles },
      session: {
        isAdmin: role === 'administrator',
        isSignedIn,
        role: isMember ? member : null,
        publicLog,
      },
    },
    sessionId: session.id,
    path: session.path,
    instanceId: evening.id,
    entryId: row?.id ?? '',
    personId: person.id,
    reservationId: reservation.id,
    documentId: document.id,
    token: await inviteTo(owner, session.id, 'reader'),
    bookingLink: await mailedLink(evening.id, reservation.id),
    agenda,
    trips,
  };
}

/** A link as it would have been mailed to whoever booked. */
async function mailedLink(instanceId: string, reservationId: string): Promise<string> {
  const token = randomBytes(24).toString('base64url');
  const _id = createHash('sha256').update(token).digest('base64url');
  const dates = { createdAt: new Date(), expiresAt: new Date('2032-01-01') };
  const links = (await app.db()).collection<{ _id: string }>('booking_links');
  await links.insertOne({ _id, instanceId, reservationId, email: 'victor@example.org', ...dates } as never);
  return token;
}

async function makeAgendaOf(slug: string): Promise<Scene['agenda']> {
  const host = accounts.get('administrator') ?? owner;
  const city = await makeCity(host, { slug });
  const stack = await makeStack(host);
  const path = await makePath(host, [stack.id]);
  const week = await makeWeek(host, slug);
  const slot = await makeSlot(host, week.id, stack.id);
  const day = new Date(Date.UTC(2026, 0, scenes)).toISOString().slice(0, 10);
  const written = { from: 'GBP', to: 'EUR', rate: '1.15', source: 'the bank', date: day };
  const rate = (await host.post('/api/agenda/rates', written)).body as { id: string };
  const ids = { stack: stack.id, path: path.id, week: week.id, slot: slot.id, rate: rate.id };
  return { city: city.slug, ...ids };
}

async function makeTripOf(citySlug: string, instanceId: string): Promise<Scene['trips']> {
  const host = accounts.get('administrator') ?? owner;
  const made = async (path: string, body: object = {}): Promise<Record<'id' | 'url', string>> => {
    const answer = await host.post(path, body);
    if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body as Record<'id' | 'url', string>;
  };
  const days = { from: '2031-06-01', to: '2031-06-09' };
  const trip = await made('/api/trips', { title: 'Choir', citySlug, ...days, pax: 9 });
  const lines = [{ label: 'Walk', seats: 9, priceMinor: 100 }];
  const offered = { lines, expiresAt: '2031-05-01T00:00:00Z', currency: 'EUR' };
  const [offer, accepted] = [await made('/api/offers', offered), await made('/api/offers', offered)];
  const order = await made(`/api/offers/${accepted.id}/accept`);
  const invitation = await made(`/api/instances/${instanceId}/invitations`);
  const link = invitation.url.split('/').at(-1) ?? '';
  return { trip: trip.id, offer: offer.id, order: order.id, invitation: invitation.id, link };
}

function addressOf(route: RouteDefinition, scene: Scene): string {
  const of: Record<string, string> = {
    '/sessions/:id': scene.sessionId,
    '/instances/:id': scene.instanceId,
    '/people/:id': scene.personId,
    '/users/:id': victim.userId,
    '/documents/:id': scene.documentId,
    '/tunes/:id': tuneId.toHexString(),
    '/cities/:slug': scene.agenda.city,
    '/session-stacks/:id': scene.agenda.stack,
    '/session-paths/:id': scene.agenda.path,
    '/agenda/weeks/:id': scene.agenda.week,
    '/agenda/rates/:id': scene.agenda.rate,
    '/trips/:id': scene.trips.trip,
    '/offers/:id': scene.trips.offer,
    '/orders/:id': scene.trips.order,
    '/invitations/:token': scene.trips.link,
    '/booking-links/:token': scene.bookingLink,
    ':iid': scene.trips.invitation,
    ':slotId': scene.agenda.slot,
    ':userId': victim.userId,
    ':personId': scene.personId,
    ':entryId': scene.entryId,
    ':rid': scene.reservationId,
    ':token': scene.token,
    '*path': scene.path,
  };
  let path = route.path;
  for (const [part, value] of Object.entries(of)) path = path.replace(part, part.replace(/[:*]\w+$/, value));
  if (/[:*]/.test(path)) throw new Error(`the table knows nothing to put into ${route.path}`);
  // What these cannot be asked without.
  const queries: Record<string, string> = {
    '/people': `?sessionId=${scene.sessionId}`,
    '/agenda/pnl/sessions': '?by=city&key=',
  };
  return `/api${path}${queries[route.path] ?? ''}`;
}

/** What takes something away comes last, the session itself at the very end. */
const weight = ({ method, path }: RouteDefinition): number =>
  method === 'delete' ? (path === '/sessions/:id' ? 3 : 2) : method === 'get' ? 0 : 1;

/** Bodies that fail their schema show that somebody got as far as that; /people asks for a right of its body. */
const bodyFor = (route: RouteDefinition, scene: Scene): unknown =>
  route.path === '/people' && route.method === 'post'
    ? { sessionId: scene.sessionId, name: 'Someone' }
    : route.body
      ? { bogus: true }
      : undefined;

/** Lines about requests that ended otherwise than the policies say. */
async function differences(scene: Scene, routes: readonly RouteDefinition[]): Promise<string[]> {
  const found: string[] = [];
  for (const route of routes.toSorted((a, b) => weight(a) - weight(b))) {
    const expected = verdictOf(route, scene.standing);
    // Would put the whole demo in; that it may is seen in the demo's own test.
    if (route.path === '/setup/demo' && expected === 'allowed') continue;
    const answer = await scene.who.request(
      route.method.toUpperCase(),
      addressOf(route, scene),
      bodyFor(route, scene),
    );
    const seen = [401, 403, 404].includes(answer.status) ? answer.status : 'allowed';
    if (answer.status >= 500 || seen !== expected)
      found.push(`${route.method} ${route.path} (${route.access.label}): ${answer.status}, not ${expected}`);
  }
  return found;
}

const routesOf = ({ routes }: TestApp): RouteDefinition[] =>
  routes.filter(({ path }) => !OF_TRAINING.test(path));

describe('routes', () => {
  test.each(CASES)('$role, public log $publicLog', async ({ role, publicLog }) => {
    expect(await differences(await sceneFor(role, publicLog), routesOf(app))).toEqual([]);
  });

  test('a member may leave and say for themselves', async () => {
    const { who, sessionId, instanceId } = await sceneFor('reader', false);
    const said = await who.put(`/api/instances/${instanceId}/attendance/${who.userId}`, { status: 'yes' });
    expect(said.status).toBe(200);
    expect((await who.delete(`/api/sessions/${sessionId}/members/${who.userId}`)).status).toBe(204);
  });

  test('the table notices each route whose check is missing', async () => {
    const scene = await sceneFor('outsider', false);
    const refused = routesOf(app)
      .filter((route) => verdictOf(route, scene.standing) !== 'allowed')
      // Asks inside, by what the query or the body names; without a check of its own it would start the demo.
      .filter(({ path }) => path !== '/people' && path !== '/setup/demo')
      .sort((one, other) => weight(one) - weight(other));
    expect(refused.length).toBeGreaterThan(20);
    for (const route of refused) {
      const { access } = route;
      route.access = { ...access, check: () => undefined };
      try {
        expect(await differences(scene, [route]), `${route.method} ${route.path}`).toHaveLength(1);
      } finally {
        route.access = access;
      }
    }
  });
});

describe('rooms', () => {
  test.each(CASES)('$role, public log $publicLog', async ({ role, publicLog }) => {
    const scene = await sceneFor(role, publicLog);
    const reads = verdictOf(routeAt('get', '/instances/:id'), scene.standing) === 'allowed';
    const page = await new LiveClient(scene.who).connected();
    try {
      const one = await page.watch({ instances: [scene.instanceId] });
      expect(one.instances.map(({ id }) => id)).toEqual(reads ? [scene.instanceId] : []);
      const all = await page.watch({ sessions: [scene.sessionId] });
      expect(all.instances.every(() => reads)).toBe(true);
      // A change that everybody in the room is told of, and a right that only then is known to be lacking.
      const changed = await owner.patch(`/api/instances/${scene.instanceId}`, { comments: 'All welcome' });
      if (reads)
        await page.heard((push) => push.event === 'instance' && push.body.version >= changed.body.version);
      else {
        await page.unwatch({ instances: [scene.instanceId] });
        expect(page.pushes).toEqual([]);
      }
    } finally {
      page.close();
    }
  });
});

describe('documents', () => {
  const open = (who: Person, instanceId: string): CollabClient =>
    new CollabClient(`${app.origin.replace('http', 'ws')}/collab/tune-log`, instanceId, {
      headers: { origin: app.origin, ...(who.cookie ? { cookie: who.cookie } : {}) },
    });

  test.each(CASES)('$role, public log $publicLog', async ({ role, publicLog }) => {
    const scene = await sceneFor(role, publicLog);
    const { who, standing, instanceId } = scene;
    const reads = verdictOf(routeAt('get', '/instances/:id/tunes'), standing) === 'allowed';
    const writes = verdictOf(routeAt('post', '/instances/:id/tunes'), standing) === 'allowed';
    const client = open(who, instanceId);
    if (!reads) {
      expect(await client.whenClosed()).toBe(role === 'stranger' ? 4401 : 4403);
      return;
    }
    await client.ready();
    expect(client.doc.getMap('entries').size).toBe(1);
    const write = () =>
      addTunes(
        client.doc,
        [{ name: 'Forged' }],
        {},
        { origin: 'me', newId: () => new ObjectId().toHexString() },
      );
    write();
    if (writes) await client.whenSaved();
    else await client.until(() => client.denied > 0 || client.closed !== null, 'a refusal');
    const names = () => tunesOf(owner, instanceId).then((rows) => rows.map(({ name }) => name));
    await expect.poll(names).toEqual(writes ? ['The Kesh', 'Forged'] : ['The Kesh']);
    await client.leave();
  });

  test('what is no document is 4404, for whoever asks', async () => {
    for (const id of ['0'.repeat(24), 'nonsense']) {
      const client = open(accounts.get('administrator') ?? owner, id);
      expect(await client.whenClosed()).toBe(4404);
    }
  });
});

function routeAt(method: string, path: string): RouteDefinition {
  const found = app.routes.find((route) => route.method === method && route.path === path);
  if (!found) throw new Error(`no route ${method} ${path}`);
  return found;
}
