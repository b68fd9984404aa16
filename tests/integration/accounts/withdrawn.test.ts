import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';
import type { Person } from '../../support/person.ts';

/** Whoever was taken out does not come back by a link they made themselves. */
describe('links of somebody who may no longer invite', () => {
  let app: TestApp;
  let ada: Person;
  let bob: Person;
  let sessionId = '';
  beforeAll(async () => {
    app = await startApp();
    ada = await app.signUp('Ada');
    bob = await app.signUp('Bob');
    sessionId = ((await ada.post('/api/sessions', { name: 'Cobblestone' })).body as { id: string }).id;
  });
  afterAll(() => app.close());

  const inviteBy = async (person: Person, role: string): Promise<string> => {
    const { status, body } = await person.post(`/api/sessions/${sessionId}/invites`, { role });
    expect(status).toBe(201);
    return (body as { token: string }).token;
  };
  const join = async (person: Person, token: string): Promise<number> =>
    (await person.post(`/api/join/${token}`, {})).status;

  it.each(['taken out', 'made a logger'])(
    'are withdrawn with being %s; those of others stay',
    async (how) => {
      const others = await inviteBy(ada, 'organiser');
      expect(await join(bob, others)).toBe(200);
      const own = await inviteBy(bob, 'organiser');
      const member = `/api/sessions/${sessionId}/members/${bob.userId}`;
      if (how === 'taken out') expect((await ada.delete(member)).status).toBe(204);
      else expect((await ada.put(member, { role: 'logger' })).status).toBe(200);
      expect(await join(bob, own)).toBe(404);
      expect((await bob.post(`/api/sessions/${sessionId}/invites`, { role: 'reader' })).status).not.toBe(201);
      expect(await join(bob, others)).toBe(200);
    },
  );

  it('an account can be put in by its id; a guest, or nobody, cannot', async () => {
    const eve = await app.signUp('Eve');
    const member = (userId: string): string => `/api/sessions/${sessionId}/members/${userId}`;
    const put = await ada.put(member(eve.userId), { role: 'reader' });
    expect(put.status).toBe(200);
    expect(put.body).toMatchObject({ userId: eve.userId, name: 'Eve', role: 'reader' });
    expect((await ada.put(member('0123456789abcdef01234567'), { role: 'reader' })).status).toBe(404);

    const elsewhere = (await eve.post('/api/sessions', { name: 'Elsewhere' })).body as { id: string };
    const link = (await eve.post(`/api/sessions/${elsewhere.id}/invites`, { role: 'reader' })).body as {
      token: string;
    };
    const guest = app.stranger();
    const joined = await guest.post(`/api/join/${link.token}`, { name: 'Gus' });
    expect((await ada.put(member(joined.body.userId), { role: 'reader' })).status).toBe(404);
  });
});
