import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';
import { Person } from '../../support/person.ts';

const signUp = (who: Person, email: string) =>
  who.post('/api/auth/sign-up/email', { name: who.name, email, password: Person.password });

describe('an empty house', () => {
  let app: TestApp;
  afterEach(() => app.close());

  test('ten people sign up at once: exactly one is the administrator', async () => {
    app = await startApp();
    expect((await app.stranger().get('/api/setup')).body).toMatchObject({ needsFirstAccount: true });
    const people = await Promise.all(Array.from({ length: 10 }, (_, i) => app.signUp(`Person ${i}`)));
    const roles = await Promise.all(people.map(async (who) => (await who.get('/api/me')).body.roles));
    expect(roles.filter((list) => list.includes('admin'))).toHaveLength(1);
    expect((await app.stranger().get('/api/setup')).body).toMatchObject({ needsFirstAccount: false });
  });

  test('eight sign-ups with one e-mail make one account, and it is the administrator', async () => {
    app = await startApp();
    const people = Array.from({ length: 8 }, (_, i) => new Person(app.origin, `Ada ${i}`));
    const answers = await Promise.all(people.map((who) => signUp(who, 'ada@example.org')));
    const winners = people.filter((_, i) => answers[i]?.status === 200);
    expect(winners).toHaveLength(1);
    for (const { status, body } of answers.filter((answer) => answer.status !== 200)) {
      expect(status).toBe(409);
      expect(body).toMatchObject({ code: 'duplicate', errors: [{ path: 'email' }] });
    }
    expect((await winners[0]?.get('/api/me'))?.body.roles).toEqual(['admin']);
    expect((await winners[0]?.get('/api/users'))?.body.items).toHaveLength(1);
  });

  test('a server that died between the account and its role finishes at the next start', async () => {
    app = await startApp();
    const ada = await app.signUp('Ada');
    const db = await app.db();
    await db.collection('users').updateMany({}, { $set: { roles: [] } });
    expect((await ada.get('/api/me')).body.roles).toEqual([]);
    await app.stop();
    const { dataDir } = app;
    app = await startApp({ dataDir });
    const again = new Person(app.origin, 'Ada');
    await again.signIn(ada.email);
    expect((await again.get('/api/me')).body.roles).toEqual(['admin']);
  });

  test('guests never become the administrator', async () => {
    app = await startApp();
    const guest = app.stranger();
    expect((await guest.post('/api/auth/sign-in/anonymous')).status).toBe(200);
    expect((await guest.get('/api/me')).body.roles).toEqual([]);
    const ada = await app.signUp('Ada');
    expect((await ada.get('/api/me')).body.roles).toEqual(['admin']);
  });
});

describe('signing in and out', () => {
  let app: TestApp;
  const mails: { to: string; text: string }[] = [];
  beforeAll(async () => {
    app = await startApp({
      mailer: {
        send: (mail) => {
          mails.push(mail);
          return Promise.resolve();
        },
      },
    });
  });
  afterAll(() => app.close());

  test('an account signs out and in again', async () => {
    const ada = await app.signUp('Ada');
    expect((await ada.get('/api/me')).body.user).toMatchObject({
      name: 'Ada',
      email: ada.email,
      isGuest: false,
    });
    expect((await ada.post('/api/auth/sign-out')).status).toBe(200);
    const out = await ada.get('/api/me');
    expect(out.status).toBe(401);
    expect(out.body).toMatchObject({ status: 401, code: 'not-signed-in' });
    await ada.signIn(ada.email);
    expect((await ada.get('/api/me')).status).toBe(200);
  });

  test('a wrong password is refused beside the field, the same for an unknown e-mail', async () => {
    const ada = await app.signUp('Ada');
    const attempt = (email: string) =>
      app.stranger().post('/api/auth/sign-in/email', { email, password: 'not the password' });
    const wrong = await attempt(ada.email);
    expect(wrong.status).toBe(401);
    expect(wrong.headers.get('content-type')).toContain('application/problem+json');
    expect(wrong.body).toMatchObject({ code: 'not-signed-in', errors: [{ path: 'password' }] });
    expect((await attempt('nobody@example.org')).body).toEqual(wrong.body);
  });

  test.each([
    [{ name: '', email: 'a@example.org', password: 'long enough 1' }, 'name'],
    [{ name: 'A', email: 'no mail', password: 'long enough 1' }, 'email'],
    [{ name: 'A', email: 'a@example.org', password: 'short' }, 'password'],
    [{ email: 'a@example.org', password: 'long enough 1' }, 'name'],
  ])('a sign-up that lacks something names the field: %j', async (body, path) => {
    const answer = await app.stranger().post('/api/auth/sign-up/email', body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((field: { path: string }) => field.path)).toContain(path);
  });

  test('nobody signs up with roles, or as a guest with a password', async () => {
    const eve = app.stranger();
    const answer = await eve.post('/api/auth/sign-up/email', {
      name: 'Eve',
      email: 'eve@example.org',
      password: Person.password,
      roles: ['admin'],
      isAnonymous: true,
    });
    if (answer.status === 200)
      expect((await eve.get('/api/me')).body).toMatchObject({ roles: [], user: { isGuest: false } });
    else expect(answer.status).toBeGreaterThanOrEqual(400);
    const bob = await app.signUp('Bob');
    await bob.post('/api/auth/update-user', { roles: ['admin'] });
    expect((await bob.get('/api/me')).body.roles).toEqual([]);
  });

  test('a forgotten password is set anew by the link in the mail, once, and other devices are signed out', async () => {
    const ada = await app.signUp('Ada');
    const phone = new Person(app.origin, 'phone');
    await phone.signIn(ada.email);
    mails.length = 0;
    const asked = await app.stranger().post('/api/auth/request-password-reset', { email: ada.email });
    expect(asked.status).toBe(200);
    const unknown = await app
      .stranger()
      .post('/api/auth/request-password-reset', { email: 'nobody@example.org' });
    expect(unknown.body).toEqual(asked.body);
    expect(mails.map(({ to }) => to)).toEqual([ada.email]);
    const link = new URL(/http\S+/.exec(mails[0]?.text ?? '')?.[0] ?? '');
    expect(link.origin + link.pathname).toBe(`${app.origin}/reset-password`);
    const token = link.searchParams.get('token');
    const newPassword = 'a brand new secret';
    const set = () => app.stranger().post('/api/auth/reset-password', { newPassword, token });
    expect((await set()).status).toBe(200);
    expect((await phone.get('/api/me')).status).toBe(401);
    const back = new Person(app.origin, 'Ada');
    await expect(back.signIn(ada.email)).rejects.toThrow('401');
    await back.signIn(ada.email, newPassword);
    const again = await set();
    expect(again.status).toBe(400);
    expect(again.body).toMatchObject({ errors: [{ path: 'token' }] });
  });
});
