import { afterEach, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';
import { Person } from '../../support/person.ts';
import { makeSession } from '../../support/evening.ts';

let app: TestApp;
afterEach(() => app.close());

/** The limits as they are when nobody sets any. */
const DEFAULTS = {
  RATE_LIMIT_READS_PER_MINUTE: '',
  RATE_LIMIT_WRITES_PER_MINUTE: '',
  RATE_LIMIT_SIGN_UPS_PER_MINUTE: '',
  RATE_LIMIT_SIGN_INS_PER_MINUTE: '',
};

test('twenty new people a minute from one address, and no more, whichever way they come', async () => {
  app = await startApp({ settings: DEFAULTS });
  const ada = await app.signUp('Ada');
  const session = await makeSession(ada);
  const { token } = (await ada.post(`/api/sessions/${session.id}/invites`, { role: 'reader' })).body;
  for (let i = 1; i < 20; i++) {
    const guest = app.stranger();
    const came =
      i % 2 ? guest.post('/api/auth/sign-in/anonymous') : guest.post(`/api/join/${token}`, { name: 'N' });
    expect((await came).status, `person ${i}`).toBe(200);
  }
  const ways = [
    () => app.stranger().post('/api/auth/sign-in/anonymous'),
    () => app.stranger().post(`/api/join/${token}`, { name: 'N' }),
    () => {
      const body = { name: 'B', email: 'b@example.org', password: Person.password };
      return app.stranger().post('/api/auth/sign-up/email', body);
    },
  ];
  for (const way of ways) {
    const late = await way();
    expect(late.status).toBe(429);
    expect(late.headers.get('content-type')).toContain('application/problem+json');
    expect(late.body).toMatchObject({ status: 429, code: 'too-many', title: 'Too Many Requests' });
    const wait = Number(late.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
  }
  // Who has an account already takes no new place by following a link.
  expect((await ada.post(`/api/join/${token}`)).status).toBe(200);
});

test('three hundred writes of one user at once pass', async () => {
  app = await startApp({ settings: DEFAULTS });
  const ada = await app.signUp('Ada');
  const session = await makeSession(ada);
  const answers = await Promise.all(
    Array.from({ length: 300 }, () => ada.post(`/api/sessions/${session.id}/invites`, { role: 'reader' })),
  );
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(300);
});

test('attempts to sign in are counted, writes and reads by user', async () => {
  app = await startApp({
    settings: { RATE_LIMIT_SIGN_INS_PER_MINUTE: '2', RATE_LIMIT_READS_PER_MINUTE: '3' },
  });
  const ada = await app.signUp('Ada');
  const attempt = () =>
    app.stranger().post('/api/auth/sign-in/email', { email: ada.email, password: 'wrong one' });
  expect([(await attempt()).status, (await attempt()).status, (await attempt()).status]).toEqual([
    401, 401, 429,
  ]);
  const reads = [];
  for (let i = 0; i < 4; i++) reads.push((await ada.get('/api/me')).status);
  expect(reads).toEqual([200, 200, 200, 429]);
  expect((await app.stranger().get('/api/setup')).status).toBe(200);
});
