import { ManualClock } from '@ensemble/shared';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';
import { inviteTo, join, logTunes, makeEvening, makeSession, tunesOf } from '../../support/evening.ts';
import { Person } from '../../support/person.ts';

let app: TestApp;
let ada: Person;
let session: { id: string };
let evening: { id: string };

beforeAll(async () => {
  app = await startApp();
  ada = await app.signUp('Ada');
  session = await makeSession(ada);
  evening = await makeEvening(ada, session.id);
});
afterAll(() => app.close());

/** A musician who came by the link on the table. */
async function guestAt(role = 'logger', name = 'Seán'): Promise<Person> {
  const guest = app.stranger();
  await join(guest, await inviteTo(ada, session.id, role), name);
  return guest;
}

const logger = async (id: string) => (await tunesOf(ada, evening.id)).find((row) => row.id === id)?.loggedBy;

describe('a guest by link', () => {
  test('says just a name and logs', async () => {
    const token = await inviteTo(ada, session.id, 'logger');
    const guest = app.stranger();
    expect((await guest.get(`/api/join/${token}`)).body).toMatchObject({
      role: 'logger',
      sessionName: 'Tuesday at the Cobblestone',
    });
    const joined = await join(guest, token, 'Seán');
    expect(joined).toMatchObject({ sessionId: session.id, role: 'logger' });
    expect((await guest.get('/api/me')).body).toMatchObject({
      user: { name: 'Seán', email: null, isGuest: true },
      roles: [],
      memberships: [{ scope: 'session', scopeId: session.id, role: 'logger' }],
    });
    const [row] = await logTunes(guest, evening.id, ['The Kesh']);
    expect(row?.loggedBy).toEqual({ id: guest.userId, name: 'Seán' });
    const refused = await guest.post('/api/sessions', { name: 'My own' });
    expect(refused.status).toBe(403);
  });

  test('signs up and keeps membership and tunes', async () => {
    const guest = await guestAt();
    const [row] = await logTunes(guest, evening.id, ['Banish Misfortune']);
    const guestId = guest.userId;
    await guest.put(`/api/instances/${evening.id}/attendance/${guestId}`, {
      status: 'yes',
      instrument: 'flute',
    });
    await guest.signUp('sean@example.org');
    expect(guest.userId).not.toBe(guestId);
    expect((await guest.get('/api/me')).body).toMatchObject({
      user: { isGuest: false, email: 'sean@example.org' },
      memberships: [{ scopeId: session.id, role: 'logger' }],
    });
    expect(await logger(row?.id ?? '')).toMatchObject({ id: guest.userId });
    const { items } = (await ada.get(`/api/instances/${evening.id}/attendance`)).body;
    const said = items.find(({ personId }: { personId: string }) => personId === guest.userId);
    expect(said).toMatchObject({ status: 'yes', instrument: 'flute' });
    const members = (await ada.get(`/api/sessions/${session.id}/members`)).body.items;
    expect(members.map(({ userId }: { userId: string }) => userId)).not.toContain(guestId);
    expect((await guest.patch(`/api/instances/${evening.id}/tunes/${row?.id}`, { key: 'D' })).status).toBe(
      200,
    );
    expect(await logger(row?.id ?? '')).toMatchObject({ id: guest.userId });
  });

  test('signs in to an account there is: the higher role stays, the tunes go over', async () => {
    const bob = await app.signUp('Bob');
    await join(bob, await inviteTo(ada, session.id, 'reader'));
    const guest = await guestAt('logger', 'Bob without his glasses');
    const [row] = await logTunes(guest, evening.id, ['Out on the Ocean']);
    await guest.signIn(bob.email);
    expect(guest.userId).toBe(bob.userId);
    expect((await bob.get('/api/me')).body.memberships).toEqual([
      { scope: 'session', scopeId: session.id, role: 'logger' },
    ]);
    expect(await logger(row?.id ?? '')).toEqual({ id: bob.userId, name: 'Bob' });
  });

  test('an account that organises is not lowered by the guest it had been', async () => {
    const guest = await guestAt('reader', 'Ada on her phone');
    await guest.signIn(ada.email);
    expect((await ada.get(`/api/sessions/${session.id}`)).body.myRole).toBe('organiser');
  });

  test('a wrong password leaves the guest a guest', async () => {
    const guest = await guestAt();
    const answer = await guest.post('/api/auth/sign-in/email', {
      email: ada.email,
      password: 'wrong, sorry',
    });
    expect(answer.status).toBe(401);
    expect((await guest.get('/api/me')).body.user).toMatchObject({ id: guest.userId, isGuest: true });
  });
});

test('a hand-over that was interrupted is finished at the next start', async () => {
  let house = await startApp();
  const { dataDir } = house;
  const owner = await house.signUp('Owner');
  const place = await makeSession(owner);
  const night = await makeEvening(owner, place.id);
  const guest = house.stranger();
  await join(guest, await inviteTo(owner, place.id, 'logger'), 'Nell');
  const [row] = await logTunes(guest, night.id, ['The Rambling Pitchfork']);
  const nell = await house.signUp('Nell');
  // What a crash leaves after the account was made and before anything was handed over.
  await (
    await house.db()
  )
    .collection<{ _id: string; accountId: string; done: boolean; createdAt: Date }>('guest_links')
    .insertOne({ _id: guest.userId, accountId: nell.userId, done: false, createdAt: new Date() });
  await house.stop();
  house = await startApp({ dataDir });
  try {
    const again = new Person(house.origin, 'Nell');
    await again.signIn(nell.email);
    expect((await again.get('/api/me')).body.memberships).toEqual([
      { scope: 'session', scopeId: place.id, role: 'logger' },
    ]);
    expect((await tunesOf(again, night.id))[0]).toMatchObject({ id: row?.id, loggedBy: { id: nell.userId } });
    const links = (await house.db()).collection<{ _id: string; done: boolean }>('guest_links');
    expect(await links.findOne({ _id: guest.userId })).toMatchObject({ done: true });
  } finally {
    await house.close();
  }
});

describe('invitation links', () => {
  test('a link never lowers a role, and raises one', async () => {
    const bob = await app.signUp('Bob');
    const byRole = async (role: string) => (await join(bob, await inviteTo(ada, session.id, role)))['role'];
    expect(await byRole('logger')).toBe('logger');
    expect(await byRole('reader')).toBe('logger');
    expect(await byRole('organiser')).toBe('organiser');
    expect(await byRole('logger')).toBe('organiser');
    expect((await join(ada, await inviteTo(ada, session.id, 'reader')))['role']).toBe('organiser');
  });

  test('a withdrawn link is gone, and so is one of a deleted session', async () => {
    const own = await makeSession(ada, { path: 'links/withdrawn' });
    const token = await inviteTo(ada, own.id, 'reader');
    expect((await ada.delete(`/api/sessions/${own.id}/invites`)).status).toBe(204);
    expect((await app.stranger().get(`/api/join/${token}`)).status).toBe(404);
    const late = await inviteTo(ada, own.id, 'reader');
    await ada.delete(`/api/sessions/${own.id}`);
    const guest = app.stranger();
    expect((await guest.post(`/api/join/${late}`, { name: 'Late' })).status).toBe(404);
    expect((await guest.get('/api/me')).status).toBe(401);
  });

  test('a token that is none is 400, an unknown one 404', async () => {
    expect((await app.stranger().get('/api/join/short')).status).toBe(400);
    expect((await app.stranger().get(`/api/join/${'x'.repeat(24)}`)).status).toBe(404);
  });

  test('a link expires after thirty days, to the moment', async () => {
    const clock = new ManualClock(Date.now());
    const house = await startApp({ clock });
    try {
      const owner = await house.signUp('Owner');
      const place = await makeSession(owner);
      const token = await inviteTo(owner, place.id, 'logger');
      clock.advance(30 * 86_400_000 - 1);
      expect((await house.stranger().get(`/api/join/${token}`)).status).toBe(200);
      clock.advance(1);
      expect((await house.stranger().get(`/api/join/${token}`)).status).toBe(404);
      expect((await house.stranger().post(`/api/join/${token}`, { name: 'Late' })).status).toBe(404);
    } finally {
      await house.close();
    }
  });
});
