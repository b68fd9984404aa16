import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeAgenda } from '../../support/agenda.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import type { Person } from '../../support/person.ts';

let app: TestApp;
let host: Person;
let writes: ((data: string) => Promise<{ status: number; body: { errors: { path: string }[] } }>)[];
let instanceId: string;
beforeAll(async () => {
  app = await startApp();
  host = await app.signUp('Ada');
  const { sessions } = await makeAgenda(host, 'lisbon');
  instanceId = sessions[0]?.id ?? '';
  const days = '"from":"2031-05-01","to":"2031-05-03"';
  writes = [
    (data) => host.post('/api/agenda/weeks', `{"citySlug":"lisbon","title":"W","data":${data}}`),
    (data) => host.post('/api/session-stacks', `{"title":"S","data":${data}}`),
    (data) => host.post('/api/trips', `{"title":"T","citySlug":"lisbon",${days},"pax":2,"data":${data}}`),
    (data) => host.patch(`/api/instances/${instanceId}`, `{"data":${data}}`),
  ];
});
afterAll(() => app.close());

const nested = (depth: number): string => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`;

describe('quiet data', () => {
  test.each([
    ['nested without end', nested(100_000)],
    ['nested deeper than a store takes', nested(60)],
    ['with a null character in a key', '{"notes":[{"a\\u0000b":1}]}'],
    ['that names a type of the store', '{"note":{"_bsontype":"ObjectId","id":"x"}}'],
    ['that is a dump', JSON.stringify({ a: 'x'.repeat(20_001) })],
  ])('%s is refused beside its field', async (_what, data) => {
    for (const write of writes) {
      const answer = await write(data);
      expect(answer.status).toBe(422);
      expect(answer.body.errors.map(({ path }) => path)).toEqual(['data']);
    }
  });

  test('of any other names is kept as it is', async () => {
    const data = '{"$where":"1","a.b":{"$gt":[{"":null}]},"constructor":{"x":1}}';
    for (const write of writes) {
      const { status, body } = await write(data);
      expect([status < 300, body]).toMatchObject([true, { data: JSON.parse(data) }]);
    }
  });
});

test('a cursor of another list, or made up, is refused', async () => {
  const madeUp = ['a', 5].map((key) =>
    Buffer.from(JSON.stringify([key, 'a'.repeat(24)])).toString('base64url'),
  );
  const lists = [
    'offers',
    'orders',
    'session-stacks',
    'session-paths',
    `instances/${instanceId}/invitations`,
  ];
  for (const list of lists) {
    const answers = await Promise.all(madeUp.map((cursor) => host.get(`/api/${list}?cursor=${cursor}`)));
    // One of them is what such a list's cursor looks like: text, or a number.
    expect(answers.map(({ status }) => status).sort(), list).toEqual([200, 400]);
  }
});
