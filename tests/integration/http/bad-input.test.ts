import { MANAGED_LISTS } from '@ensemble/shared/training';
import { EJSON } from 'bson';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeAgenda, makePath } from '../../support/agenda.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { addSection, makeDraft, ok } from '../../support/drafts.ts';
import { inviteTo, logTunes, makeEvening, makeSession } from '../../support/evening.ts';
import type { Answer, Person } from '../../support/person.ts';
import { type JsonSchema, wrongBodies, wrongQueryValues } from './bodies.ts';

interface Operation {
  method: string;
  template: string;
  body?: JsonSchema;
  parameters: { name: string; in: string; schema: JsonSchema }[];
}

const TOKEN = 'a-token-of-our-own';
/** What a program shows instead of an account. */
const tokenFor = (template: string): Record<string, string> =>
  template === '/milestones/ingest' ? { authorization: `Bearer ${TOKEN}` } : {};

let app: TestApp;
let ada: Person;
let operations: Operation[];
let ids: Record<string, string>;

beforeAll(async () => {
  app = await startApp({ settings: { MILESTONES_TOKEN: TOKEN } });
  ada = await app.signUp('Ada');
  const bob = await app.signUp('Bob');
  const session = await makeSession(ada);
  const evening = await makeEvening(ada, session.id, { date: '2031-06-03' });
  const [row] = await logTunes(ada, evening.id, ['The Kesh']);
  const person = (await ada.post('/api/people', { sessionId: session.id, name: 'Old Tom' })).body;
  const seats = { kind: 'fit', seats: 1, partyName: 'Ben' };
  const reservation = (await ada.post(`/api/instances/${evening.id}/reservations`, seats)).body;
  const { city, stack, week, slot } = await makeAgenda(ada, 'lisbon');
  const path = await makePath(ada, [stack.id]);
  const days = { from: '2031-06-01', to: '2031-06-09' };
  const trip = (await ada.post('/api/trips', { title: 'Choir', citySlug: city.slug, ...days, pax: 9 })).body;
  const lines = [{ label: 'Walk', seats: 9, priceMinor: 100 }];
  const offered = { lines, expiresAt: '2031-05-01T00:00:00Z', currency: 'EUR' };
  const offer = (await ada.post('/api/offers', offered)).body;
  const accepted = (await ada.post('/api/offers', offered)).body;
  const order = (await ada.post(`/api/offers/${accepted.id}/accept`)).body;
  const invitation = (await ada.post(`/api/instances/${evening.id}/invitations`)).body;
  const note = { subject: { kind: 'city', id: city.id }, title: 'Where to meet' };
  const written = (await ada.post('/api/documents', note)).body;
  const text = (await ada.post('/api/knowledge', { text: 'Chairs in a circle.' })).body;
  const passages = (await ada.get(`/api/knowledge/${text.id}`)).body.passages;
  const draft = await draftWithEverything();
  const document = (await ada.get('/api/openapi.json')).body;
  operations = Object.entries(document.paths).flatMap(([template, methods]) =>
    Object.entries(methods as Record<string, never>).map(([method, operation]) => {
      const { parameters, requestBody } = operation as {
        parameters?: Operation['parameters'];
        requestBody?: { content: { 'application/json': { schema: JsonSchema } } };
      };
      const body = requestBody?.content['application/json'].schema;
      return {
        method: method.toUpperCase(),
        template,
        parameters: parameters ?? [],
        ...(body ? { body } : {}),
      };
    }),
  );
  ids = {
    '/sessions/{id}': session.id,
    '/instances/{id}': evening.id,
    '/users/{id}': bob.userId,
    '/tunes/{id}': 'f'.repeat(24),
    '/cities/{slug}': city.slug,
    '/session-stacks/{id}': stack.id,
    '/session-paths/{id}': path.id,
    '/agenda/weeks/{id}': week.id,
    '/agenda/rates/{id}': 'f'.repeat(24),
    '/documents/{id}': written.id,
    '/knowledge/{id}': text.id,
    '{pid}': passages[0].id,
    ...draft,
    '/trips/{id}': trip.id,
    '/offers/{id}': offer.id,
    '/orders/{id}': order.id,
    '/invitations/{token}': invitation.url.split('/').at(-1),
    '{iid}': invitation.id,
    '{slotId}': slot.id,
    '{userId}': bob.userId,
    '/people/{id}': person.id,
    '{personId}': person.id,
    '{entryId}': row?.id ?? '',
    '{rid}': reservation.id,
    '{token}': await inviteTo(ada, session.id, 'reader'),
    '{path}': session.path,
  };
});
afterAll(() => app.close());

/** A published draft and what is in it; saved, so that nothing is saved by itself later. */
async function draftWithEverything(): Promise<Record<string, string>> {
  const { id } = await makeDraft(ada, { desiredOutcome: 'They ask.' });
  const section = await addSection(ada, id, { title: 'Welcome' });
  const made = async (path: string, body: object): Promise<string> =>
    ok<{ id: string }>(await ada.post(`/api/drafts/${id}/${path}`, body), 201).id;
  const [comment, version] = [
    await made('comments', { text: 'Nice' }),
    await made('versions', { label: 'One' }),
  ];
  const published = await ada.post(`/api/drafts/${id}/publish`, {});
  if (published.status >= 300) throw new Error(JSON.stringify(published.body));
  ok(await ada.post(`/api/drafts/${id}/save`));
  const first = async (path: string): Promise<string> =>
    ok<{ items: { id: string }[] }>(await ada.get(`/api/${path}`)).items[0]?.id ?? '';
  const lists = await Promise.all(
    [...MANAGED_LISTS, 'variant-configs'].map(async (list) => [`/${list}/{id}`, await first(list)] as const),
  );
  const ids = { '/drafts/{id}': id, '/training-sessions/{id}': published.body.sessionId as string };
  return { ...ids, ...Object.fromEntries(lists), '{sid}': section.id, '{cid}': comment, '{vid}': version };
}

/** Some ids of ours are any short word. */
const wrongId = (schema: JsonSchema): string =>
  typeof schema['pattern'] === 'string' && new RegExp(schema['pattern']).test('NOPE') ? 'no!pe' : 'NOPE';

/** The address of something that is there, except for `wrong`. */
const address = (template: string, wrong: Record<string, string> = {}): string => {
  let path = template;
  for (const [name, value] of Object.entries(wrong)) path = path.replace(`{${name}}`, value);
  for (const [part, id] of Object.entries(ids)) path = path.replace(part, part.replace(/\{\w+\}/, id));
  if (path.includes('{')) throw new Error(`the test knows nothing to put into ${template}`);
  return `/api${path}`;
};

/** What bookkeeping may change is left out: sign-ins, rate limits, stored answers, leases. */
async function everythingStored(): Promise<string> {
  const db = await app.db();
  const names = (await db.listCollections({}, { nameOnly: true }).toArray())
    .map(({ name }) => name)
    .filter((name) => !/^(auth_|idempotency_keys|scheduler_leases|collab_leases)/.test(name))
    .sort();
  const all = await Promise.all(
    names.map(async (name) => [name, await db.collection(name).find({}).sort({ _id: 1 }).toArray()]),
  );
  return EJSON.stringify(all);
}

function expectProblem(answer: Answer, status: number, where: string): void {
  expect(answer.status, `${where}: ${JSON.stringify(answer.body)}`).toBe(status);
  expect(answer.headers.get('content-type'), where).toContain('application/problem+json');
  expect(answer.body, where).toMatchObject({
    type: expect.any(String),
    title: expect.any(String),
    status,
    code: expect.any(String),
    detail: expect.any(String),
  });
}
const pathsOf = (answer: Answer): string[] =>
  ((answer.body as { errors?: { path: string }[] }).errors ?? []).map(({ path }) => path);

test('every body that breaks its schema is refused, names the field, and writes nothing', async () => {
  const before = await everythingStored();
  let tried = 0;
  for (const { method, template, body } of operations) {
    const tries = body ? wrongBodies(body) : [];
    const answers = await Promise.all(
      tries.map(({ body: wrong }) => ada.request(method, address(template), wrong, tokenFor(template))),
    );
    for (const [i, answer] of answers.entries()) {
      const where = `${method} ${template} with ${tries[i]?.what}`;
      expectProblem(answer, 422, where);
      expect(answer.body.code, where).toBe('invalid');
      expect(pathsOf(answer), where).toContain(tries[i]?.path);
    }
    tried += tries.length;
  }
  expect(tried).toBeGreaterThan(200);
  expect(await everythingStored()).toBe(before);
}, 60_000);

test('what is no JSON object, no JSON, too large or of another type is refused', async () => {
  const before = await everythingStored();
  for (const { method, template, body } of operations) {
    if (!body) continue;
    const where = `${method} ${template}`;
    const send = (text: string, type = 'application/json') =>
      ada.request(method, address(template), text, { 'content-type': type, ...tokenFor(template) });
    for (const text of ['5', '"text"', 'null', '[]'])
      expectProblem(await send(text), 422, `${where} ${text}`);
    for (const text of ['{"name":', 'name=x', '{]']) {
      const answer = await send(text);
      expectProblem(answer, 400, `${where} ${text}`);
      expect(answer.body.code).toBe('bad-request');
    }
    expectProblem(await send('{}', 'text/plain'), 415, `${where} as text`);
    expectProblem(await send('a=b', 'application/x-www-form-urlencoded'), 415, `${where} as a form`);
    expectProblem(await send(`{"name":"${'x'.repeat(600 * 1024)}"}`), 413, `${where} with 600 KB`);
  }
  expect(await everythingStored()).toBe(before);
});

test('an id or a query that cannot be read is 400 and names it', async () => {
  let tried = 0;
  for (const { method, template, parameters } of operations) {
    for (const { name, in: place, schema } of parameters) {
      if (place !== 'path' && place !== 'query') continue;
      const values = place === 'path' ? [wrongId(schema)] : wrongQueryValues(schema);
      for (const value of values) {
        const path =
          place === 'path'
            ? address(template, { [name]: value })
            : `${address(template)}?${name}=${encodeURIComponent(value)}`;
        const answer = await ada.request(
          method,
          path,
          method === 'GET' || method === 'DELETE' ? undefined : {},
        );
        expectProblem(answer, 400, `${method} ${path}`);
        expect(pathsOf(answer), `${method} ${path}`).toContain(name);
        tried++;
      }
    }
  }
  expect(tried).toBeGreaterThan(40);
});

describe('what is not there', () => {
  test.each([
    ['GET', '/api/nothing'],
    ['POST', '/api/sessions/by-path'],
    ['PUT', '/api/sessions'],
    ['GET', `/api/instances/${'0'.repeat(24)}`],
    ['GET', `/api/sessions/${'0'.repeat(24)}/members`],
    ['GET', `/api/tunes/${'0'.repeat(24)}`],
    ['GET', '/api/sessions/by-path/no/where'],
    ['GET', '/api/auth/nothing'],
  ])('%s %s is 404', async (method, path) => {
    expectProblem(await ada.request(method, path), 404, path);
  });

  test('a badly escaped address is 400', async () => {
    expectProblem(await ada.get('/api/sessions/%E0%A4%A'), 400, 'escape');
  });
});

test('an If-Match or Idempotency-Key that cannot be read is 400', async () => {
  const path = address('/sessions/{id}');
  expectProblem(await ada.patch(path, { name: 'x' }, { 'if-match': 'yesterday' }), 400, 'if-match');
  const key = { 'idempotency-key': 'x'.repeat(201) };
  expectProblem(await ada.post('/api/sessions', { name: 'x' }, key), 400, 'key');
});
