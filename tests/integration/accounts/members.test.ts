import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';
import { inviteTo, join, makeSession } from '../../support/evening.ts';
import type { Person } from '../../support/person.ts';

let app: TestApp;
let admin: Person;
let bob: Person;
beforeAll(async () => {
  app = await startApp();
  [admin, bob] = [await app.signUp('Admin'), await app.signUp('Bob')];
});
afterAll(() => app.close());

const memberPath = (session: { id: string }, who: Person) =>
  `/api/sessions/${session.id}/members/${who.userId}`;
const rolesIn = async (session: { id: string }) =>
  (await admin.get(`/api/sessions/${session.id}/members`)).body.items.map((m: { role: string }) => m.role);

describe('a session is never without an organiser', () => {
  test('the last one cannot leave nor step down', async () => {
    const session = await makeSession(bob, { path: 'members/last' });
    const left = await bob.delete(memberPath(session, bob));
    expect(left.status).toBe(409);
    expect(left.body).toMatchObject({ code: 'conflict' });
    expect((await bob.put(memberPath(session, bob), { role: 'reader' })).status).toBe(409);
    expect((await admin.delete(memberPath(session, bob))).status).toBe(409);
    expect(await rolesIn(session)).toEqual(['organiser']);
  });

  test('with a second one they can', async () => {
    const session = await makeSession(bob, { path: 'members/second' });
    await join(admin, await inviteTo(bob, session.id, 'reader'), 'Ada');
    expect((await bob.put(memberPath(session, admin), { role: 'organiser' })).status).toBe(200);
    expect((await bob.delete(memberPath(session, bob))).status).toBe(204);
    expect((await bob.get(`/api/sessions/${session.id}`)).status).toBe(404);
  });

  test('two that leave at one moment do not both get away', async () => {
    const session = await makeSession(bob, { path: 'members/two' });
    await join(admin, await inviteTo(bob, session.id, 'organiser'), 'Ada');
    const go = [
      () => bob.delete(memberPath(session, bob)),
      () => admin.put(memberPath(session, admin), { role: 'reader' }),
    ];
    const statuses = (await Promise.all(go.map((leave) => leave()))).map(({ status }) => status);
    expect(statuses).toContain(409);
    expect(await rolesIn(session)).toContain('organiser');
  });

  test('a member may always leave, and only members are members', async () => {
    const session = await makeSession(bob, { path: 'members/leave' });
    const guest = app.stranger();
    await join(guest, await inviteTo(bob, session.id, 'reader'), 'Nell');
    expect((await guest.delete(memberPath(session, bob))).status).toBe(403);
    expect((await guest.delete(memberPath(session, guest))).status).toBe(204);
    expect((await bob.delete(memberPath(session, guest))).status).toBe(404);
    const unknown = { userId: 'f'.repeat(24) } as Person;
    expect((await bob.put(memberPath(session, unknown), { role: 'reader' })).status).toBe(404);
  });
});

describe('the house is never without an administrator', () => {
  const roles = (by: Person, who: { userId: string }, list: string[]) =>
    by.put(`/api/users/${who.userId}/roles`, { roles: list });

  test('the last one cannot resign; a guest cannot be one', async () => {
    const refused = await roles(admin, admin, ['host']);
    expect(refused.status).toBe(409);
    expect((await admin.get('/api/me')).body.roles).toEqual(['admin']);
    const guest = app.stranger();
    const session = await makeSession(bob, { path: 'members/guest' });
    await join(guest, await inviteTo(bob, session.id, 'reader'), 'Nell');
    expect((await roles(admin, guest, ['admin'])).status).toBe(409);
    expect((await roles(admin, { userId: 'f'.repeat(24) }, [])).status).toBe(404);
    expect((await roles(bob, bob, ['admin'])).status).toBe(403);
  });

  test('two that resign at one moment do not both get away', async () => {
    expect((await roles(admin, bob, ['admin', 'host'])).body.roles).toEqual(['admin', 'host']);
    const statuses = await Promise.all([roles(admin, admin, []), roles(bob, bob, [])]);
    expect(statuses.map(({ status }) => status)).toContain(409);
    const left = await Promise.all([admin, bob].map(async (who) => (await who.get('/api/me')).body.roles));
    expect(left.flat()).toContain('admin');
  });
});
