import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '@ensemble/shared';
import { startApp, type TestApp } from '../../support/app.ts';
import type { Person } from '../../support/person.ts';

/** Who a request is from is read by us and by better-auth: both must say the same of whatever comes. */

const AUTH_SECRET = 'a secret of these tests, long enough';
const DAY_MS = 86_400_000;
const COOKIE = 'ensemble.session_token';

let app: TestApp;
let ada: Person;
let bob: Person;
/** The stored token, as a bearer may send it; and with its signature, as cookies hold it. */
let token = '';
let signed = '';
beforeAll(async () => {
  app = await startApp({ settings: { AUTH_SECRET } });
  ada = await app.signUp('Ada');
  bob = await app.signUp('Bob');
  signed = decodeURIComponent(ada.bearer);
  token = signed.slice(0, signed.indexOf('.'));
});
afterAll(() => app.close());

const signature = (text: string, secret = AUTH_SECRET): string =>
  createHmac('sha256', secret).update(text).digest('base64');

const heardBy = async (path: string, headers: Record<string, string>): Promise<unknown> => {
  const response = await fetch(app.origin + path, { headers });
  return response.status === 200 ? await response.json() : response.status;
};
const ours = async (headers: Record<string, string>): Promise<string | null> => {
  const me = (await heardBy('/api/me', headers)) as { user: { id: string } } | 401;
  return me === 401 ? null : me.user.id;
};
const theirs = async (headers: Record<string, string>): Promise<string | null> => {
  const found = (await heardBy('/api/auth/get-session', headers)) as { user: { id: string } } | null;
  return found?.user.id ?? null;
};

const bearer = (value: string, scheme = 'Bearer') => ({ authorization: `${scheme} ${value}` });
const cookie = (value: string) => ({ cookie: value });
const other = (text: string): string => `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`;

describe('one that holds', () => {
  test.each<[string, () => Record<string, string>]>([
    ['the token alone', () => bearer(token)],
    ['the token signed', () => bearer(signed)],
    ['as a header of ours gave it', () => bearer(ada.bearer)],
    ['percent-encoded', () => bearer(encodeURIComponent(signed))],
    ['any spelling of Bearer', () => bearer(token, 'bEARER')],
    ['space around it', () => bearer(`  ${token}  `)],
    ['the cookie', () => cookie(ada.cookie)],
    ['among others', () => cookie(`a=b; ${COOKIE}=${encodeURIComponent(signed)};c=d`)],
    ['not encoded', () => cookie(`${COOKIE}=${signed}`)],
    ['in quotes', () => cookie(`${COOKIE}="${signed}"`)],
    ['the first of two', () => cookie(`${COOKIE}=${signed}; ${COOKIE}=${token}.no`)],
    ['after something that is no cookie', () => cookie(`nonsense; ${COOKIE}=${signed}`)],
  ])('%s', async (_, headers) => {
    expect(await ours(headers())).toBe(ada.userId);
    expect(await theirs(headers())).toBe(ada.userId);
  });
});

describe('one that does not', () => {
  test.each<[string, () => Record<string, string>]>([
    ['nothing', () => ({})],
    ['an empty bearer', () => bearer(' ')],
    ['another scheme', () => bearer(token, 'Basic')],
    ['another token', () => bearer(other(token))],
    ['signed by somebody else', () => bearer(`${token}.${signature(token, `${AUTH_SECRET}!`)}`)],
    ['the signature of another token', () => bearer(`${token}.${signature(other(token))}`)],
    ['half a signature', () => bearer(signed.slice(0, -20))],
    ['only a signature', () => bearer(`.${signature('')}`)],
    ['not readable', () => bearer('%E0%A4%A.%')],
    ['no signature in the cookie', () => cookie(`${COOKIE}=${token}`)],
    ['another signature in the cookie', () => cookie(`${COOKIE}=${token}.${signature(other(token))}`)],
    ['another cookie', () => cookie(`not.${COOKIE}=${signed}`)],
    ['a wrong first of two', () => cookie(`${COOKIE}=${token}.no; ${COOKIE}=${signed}`)],
    ['a query for the store', () => bearer('{"$ne":""}')],
  ])('%s', async (_, headers) => {
    expect(await ours(headers())).toBe(null);
    expect(await theirs(headers())).toBe(null);
  });
});

describe('in time', () => {
  const expiresIn = async (person: Person, ms: number): Promise<void> => {
    const raw = decodeURIComponent(person.bearer).split('.')[0] ?? '';
    const change = { $set: { expiresAt: new Date(systemClock.now() + ms) } };
    const { matchedCount } = await (
      await app.db()
    )
      .collection('auth_sessions')
      .updateOne({ token: raw }, change);
    expect(matchedCount).toBe(1);
  };
  const leftOf = async (person: Person): Promise<number> => {
    const raw = decodeURIComponent(person.bearer).split('.')[0] ?? '';
    const row = await (
      await app.db()
    )
      .collection<{ expiresAt: Date }>('auth_sessions')
      .findOne({ token: raw });
    return (row?.expiresAt.getTime() ?? 0) - systemClock.now();
  };

  test('one in use lives on', async () => {
    await expiresIn(bob, 10 * DAY_MS);
    expect(await ours(cookie(bob.cookie))).toBe(bob.userId);
    expect(await leftOf(bob)).toBeGreaterThan(59 * DAY_MS);
  });

  test('one that is over is nobody', async () => {
    await expiresIn(bob, -1000);
    expect(await ours(cookie(bob.cookie))).toBe(null);
  });

  test('signing out and another role hold for the very next request', async () => {
    const cia = await app.signUp('Cia');
    const plans = async (): Promise<number> => (await cia.post('/api/session-stacks', {})).status;
    const becomes = (roles: string[]) => ada.put(`/api/users/${cia.userId}/roles`, { roles });
    expect(await plans()).toBe(403);
    await becomes(['host']);
    expect(await plans()).toBe(422);
    await becomes([]);
    expect(await plans()).toBe(403);
    const { cookie: before } = cia;
    await cia.post('/api/auth/sign-out');
    expect(await ours(cookie(before))).toBe(null);
  });

  test('whose account is gone is nobody', async () => {
    const dan = await app.signUp('Dan');
    await (await app.db()).collection('users').deleteOne({ email: dan.email });
    expect(await ours(cookie(dan.cookie))).toBe(null);
  });
});
