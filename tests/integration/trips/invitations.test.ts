import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer, Person } from '../../support/person.ts';
import { pathsOf, TripsStage } from './stage.ts';

let stage: TripsStage;
let host: Person;
let olga: Person;
beforeAll(async () => {
  stage = await TripsStage.open();
  host = stage.host;
  olga = await stage.app.signUp('Olga');
});
afterAll(() => stage.app.close());

async function invite(instanceId: string, fields: Record<string, unknown> = {}) {
  const answer = await host.post(`/api/instances/${instanceId}/invitations`, fields);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  const { id, url } = answer.body as { id: string; url: string };
  return { id, url, token: url.split('/').at(-1) ?? '', view: answer.body };
}

const accepts = (person: Person, token: string, seats = 1): Promise<Answer> =>
  person.post(`/api/invitations/${token}/accept`, { partyName: person.name, seats });

async function guest(): Promise<Person> {
  const someone = stage.app.stranger();
  expect((await someone.post('/api/auth/sign-in/anonymous')).status).toBe(200);
  return someone;
}

describe('an invitation', () => {
  test('is a link that stands nowhere in the store, and shows what it invites to', async () => {
    const [id = ''] = await stage.sessions(8);
    const { url, token, view } = await invite(id, { name: 'Rosa', email: 'rosa@example.org', seats: 3 });
    expect(url).toBe(`${stage.app.origin}/invited/${token}`);
    expect(view).toMatchObject({ status: 'open', seats: 3, expiresAt: null, reservationId: null });
    const rows = await (await stage.app.db()).collection('seat_invitations').find({}).toArray();
    expect(JSON.stringify(rows)).not.toContain(token);
    const listed = (await host.get(`/api/instances/${id}/invitations`)).body.items;
    expect(listed[0]).not.toHaveProperty('url');
    const seen = await stage.app.stranger().get(`/api/invitations/${token}`);
    expect(seen.body).toMatchObject({
      invitation: { status: 'open', seats: 3, name: 'Rosa', email: null },
      instance: { id, title: 'Tram and tiles', costMin: null },
      seats: { left: 8 },
    });
  });

  test('is made once however often the same call comes, with the same link, which no store keeps', async () => {
    const [id = ''] = await stage.sessions(8);
    const key = { 'idempotency-key': 'one-link' };
    const ask = () => host.post(`/api/instances/${id}/invitations`, { seats: 2 }, key);
    const answers = await Promise.all([ask(), ask(), ask()]);
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.url}`)).size).toBe(1);
    expect((await ask()).headers.get('idempotency-replayed')).toBe('true');
    const { url } = answers[0]?.body as { url: string };
    const token = url.split('/').at(-1) ?? '';
    const db = await stage.app.db();
    for (const { name } of await db.listCollections().toArray()) {
      const rows = await db.collection(name).find({}).toArray();
      expect(JSON.stringify(rows), name).not.toContain(token);
    }
    expect((await host.get(`/api/instances/${id}/invitations`)).body.items).toHaveLength(1);
  });

  test('of a repeated call hears what the first heard, refusals included, whatever its body says', async () => {
    const [id = ''] = await stage.sessions(8);
    const asks = (key: string, body: unknown) =>
      host.post(`/api/instances/${id}/invitations`, body, { 'idempotency-key': key });
    const made = await asks('good', { seats: 2 });
    for (const body of [{ seats: 9 }, { seats: -1 }, '{"broken'])
      expect(await asks('good', body)).toMatchObject({ status: 201, body: made.body });
    for (const [key, body] of [
      ['unread', '{"broken'],
      ['bad', { seats: -1 }],
      ['large', { seats: 9 }],
    ] as const) {
      const refused = await asks(key, body);
      const again = await asks(key, { seats: 2 });
      expect([again.status, again.body]).toEqual([refused.status, refused.body]);
      expect(again.headers.get('idempotency-replayed')).toBe('true');
    }
    expect((await host.get(`/api/instances/${id}/invitations`)).body.items).toHaveLength(1);
  });

  test('gives a guest confirmed seats, once', async () => {
    const [id = ''] = await stage.sessions(8);
    const { token, id: iid } = await invite(id, { seats: 3 });
    expect((await accepts(stage.app.stranger(), token)).status).toBe(401);
    const rosa = await guest();
    const first = await accepts(rosa, token, 2);
    expect(first.status, JSON.stringify(first.body)).toBe(201);
    expect(first.body).toMatchObject({ kind: 'invited', seats: 2, state: 'confirmed', holdUntil: null });
    const again = await accepts(rosa, token, 3);
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect((await accepts(olga, token)).body).toMatchObject({ status: 409, code: 'already-accepted' });
    expect(await stage.counts(id)).toMatchObject({ taken: 2 });
    const [listed] = (await host.get(`/api/instances/${id}/invitations`)).body.items;
    expect(listed).toMatchObject({ id: iid, status: 'accepted', reservationId: first.body.id });
    const revoked = await host.delete(`/api/instances/${id}/invitations/${iid}`);
    expect(revoked.body).toMatchObject({ status: 409, code: 'already-accepted' });
  });

  test('taken by many at once is one person’s', async () => {
    const [id = ''] = await stage.sessions(8);
    const { token } = await invite(id, { seats: 2 });
    const people = [olga, host, await guest(), await guest()];
    const answers = await Promise.all([...people, ...people].map((person) => accepts(person, token, 2)));
    expect(await stage.counts(id)).toMatchObject({ taken: 2 });
    const winners = new Set(
      answers.flatMap(({ status }, index) => (status < 300 ? [people[index % people.length]] : [])),
    );
    expect(winners.size).toBe(1);
    const others = answers.filter(({ status }) => status >= 300);
    expect(new Set(others.map(({ body }) => body.code))).toEqual(new Set(['already-accepted']));
  });

  test('withdrawn, unknown or for fewer seats is refused by a clear code', async () => {
    const [id = ''] = await stage.sessions(8);
    const gone = await invite(id);
    const path = `/api/instances/${id}/invitations/${gone.id}`;
    expect((await host.delete(path)).status).toBe(204);
    expect((await host.delete(path)).status).toBe(204);
    expect((await accepts(olga, gone.token)).body).toMatchObject({ status: 409, code: 'withdrawn' });
    expect((await olga.get(`/api/invitations/${gone.token}`)).body.invitation.status).toBe('revoked');
    expect((await accepts(olga, 'A'.repeat(32))).status).toBe(404);
    const { token } = await invite(id, { seats: 2 });
    const many = await accepts(olga, token, 3);
    expect([many.status, pathsOf(many)]).toEqual([422, ['seats']]);
    const none = await olga.post(`/api/invitations/${token}/accept`, { seats: 1 });
    expect([none.status, pathsOf(none)]).toEqual([422, ['partyName']]);
    expect(await stage.counts(id)).toMatchObject({ taken: 0 });
    expect((await accepts(olga, token, 2)).status).toBe(201);
  });

  test('expires, by its own date or when the session begins', async () => {
    const [id = '', other = ''] = await stage.sessions(8, 8);
    const past = await host.post(`/api/instances/${id}/invitations`, { expiresAt: '2020-01-01T00:00:00Z' });
    expect([past.status, pathsOf(past)]).toEqual([422, ['expiresAt']]);
    const rows = (await stage.app.db()).collection('seat_invitations');
    const dated = await invite(id, { expiresAt: '2031-04-01T00:00:00Z' });
    const { token: hash } = dated;
    await rows.updateMany({ instanceId: id }, { $set: { expiresAt: new Date('2020-01-01') } });
    expect((await accepts(olga, hash)).body).toMatchObject({ status: 409, code: 'expired' });
    expect((await olga.get(`/api/invitations/${hash}`)).body.invitation.status).toBe('expired');
    const undated = await invite(other);
    const yesterday = { date: '2025-05-02' };
    await host.patch(`/api/instances/${other}`, yesterday);
    expect((await accepts(olga, undated.token)).body).toMatchObject({ status: 409, code: 'completed' });
    expect((await host.post(`/api/instances/${other}/invitations`, {})).body.code).toBe('completed');
  });

  test('does not oversell: a full session refuses and the link stays good', async () => {
    const [id = ''] = await stage.sessions(2);
    const { token } = await invite(id, { seats: 2 });
    const booked = await host.post(`/api/instances/${id}/reservations`, {
      kind: 'fit',
      seats: 1,
      partyName: 'Ana',
    });
    expect((await accepts(olga, token, 2)).body).toMatchObject({ code: 'seats-unavailable', left: 1 });
    expect((await olga.get(`/api/invitations/${token}`)).body.invitation.status).toBe('open');
    await host.post(`/api/instances/${id}/reservations/${booked.body.id}/cancel`);
    expect((await accepts(olga, token, 2)).status).toBe(201);
    expect((await host.post(`/api/instances/${id}/invitations`, { seats: 3 })).status).toBe(422);
  });

  test('a guest who becomes an account keeps the seats', async () => {
    const [id = ''] = await stage.sessions(4);
    const { token } = await invite(id);
    const rosa = await guest();
    const reservation = (await accepts(rosa, token)).body;
    await rosa.signUp('rosa@example.org');
    expect(await accepts(rosa, token)).toMatchObject({ status: 200, body: { id: reservation.id } });
  });

  test('is made, seen and withdrawn by guides alone', async () => {
    const [id = ''] = await stage.sessions(4);
    const { id: iid } = await invite(id);
    for (const [person, status] of [
      [olga, 403],
      [stage.app.stranger(), 401],
    ] as const) {
      const answers = await Promise.all([
        person.get(`/api/instances/${id}/invitations`),
        person.post(`/api/instances/${id}/invitations`, {}),
        person.delete(`/api/instances/${id}/invitations/${iid}`),
      ]);
      expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => status));
    }
    const [other = ''] = await stage.sessions(4);
    expect((await host.delete(`/api/instances/${other}/invitations/${iid}`)).status).toBe(404);
  });
});
