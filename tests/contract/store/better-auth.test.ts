import { betterAuth } from 'better-auth';
import { mongodbAdapter } from 'better-auth/adapters/mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStoreUnderTest, type StoreUnderTest } from '../../support/store.ts';

let store: StoreUnderTest;

const makeAuth = () =>
  betterAuth({
    database: mongodbAdapter(store.db, { transaction: false }),
    emailAndPassword: { enabled: true },
    secret: 'a-secret-that-only-this-test-knows-8f1c2b7d',
    baseURL: 'http://localhost:3000',
    logger: { disabled: true },
  });

beforeAll(async () => {
  store = await openStoreUnderTest();
  await store.db.collection('user').createIndex({ email: 1 }, { unique: true });
  await store.db.collection('session').createIndex({ token: 1 }, { unique: true });
});
afterAll(() => store.close());

const ana = { email: 'ana@example.org', password: 'a long enough password', name: 'Ana' };

test('three sign-ups at once with one e-mail make one user, who can sign in and out', async () => {
  const auth = makeAuth();
  const attempts = await Promise.allSettled([1, 2, 3].map(() => auth.api.signUpEmail({ body: ana })));
  expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await store.db.collection('user').countDocuments({ email: ana.email })).toBe(1);

  const signedIn = await auth.api.signInEmail({
    body: { email: ana.email, password: ana.password },
    asResponse: true,
  });
  expect(signedIn.status).toBe(200);
  const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const headers = new Headers({ cookie });
  expect(await auth.api.getSession({ headers })).toMatchObject({ user: { email: ana.email, name: 'Ana' } });
  const wrong = await auth.api.signInEmail({
    body: { email: ana.email, password: 'another password' },
    asResponse: true,
  });
  expect(wrong.status).toBe(401);

  expect(await auth.api.updateUser({ headers, body: { name: 'Ana B.' } })).toMatchObject({ status: true });
  expect(await auth.api.signOut({ headers })).toMatchObject({ success: true });
  expect(await auth.api.getSession({ headers })).toBeNull();
  expect(await store.db.collection('user').findOne({ email: ana.email })).toMatchObject({ name: 'Ana B.' });
});

test('the same through the HTTP handler', async () => {
  const auth = makeAuth();
  const post = (path: string, body: object, cookie = ''): Promise<Response> =>
    auth.handler(
      new Request(`http://localhost:3000/api/auth${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: 'http://localhost:3000', cookie },
        body: JSON.stringify(body),
      }),
    );
  const made = await post('/sign-up/email', { ...ana, email: 'bo@example.org' });
  expect(made.status).toBe(200);
  const cookie = made.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const session = await auth.handler(
    new Request('http://localhost:3000/api/auth/get-session', { headers: { cookie } }),
  );
  expect(await session.json()).toMatchObject({ user: { email: 'bo@example.org' } });
  expect((await post('/sign-up/email', { ...ana, email: 'bo@example.org' })).status).toBe(422);
  expect((await post('/sign-out', {}, cookie)).status).toBe(200);
  expect(await store.db.collection('session').countDocuments({})).toBe(1);
});
