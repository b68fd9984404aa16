import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';
import type { Person } from '../../support/person.ts';

let app: TestApp;
let ada: Person;
beforeAll(async () => {
  app = await startApp();
  ada = await app.signUp('Ada');
});
afterAll(() => app.close());

const write = async (headers: Record<string, string>, path = '/api/sessions') => {
  const response = await fetch(app.origin + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ name: 'From afar' }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};
const refused = expect.objectContaining({
  status: 403,
  body: expect.objectContaining({ code: 'bad-origin' }),
});

test('a bearer token needs no Origin', async () => {
  expect(ada.bearer).not.toBe('');
  expect(await write({ authorization: `Bearer ${ada.bearer}` })).toMatchObject({ status: 201 });
});

test('a cookie needs our own', async () => {
  expect(await write({ cookie: ada.cookie })).toEqual(refused);
  expect(await write({ cookie: ada.cookie, origin: 'https://evil.example' })).toEqual(refused);
  expect(await write({ cookie: ada.cookie, origin: 'null' })).toEqual(refused);
  expect(await write({ cookie: ada.cookie, origin: `${app.origin}.evil.example` })).toEqual(refused);
  expect(await write({ cookie: ada.cookie, origin: app.origin })).toMatchObject({ status: 201 });
});

test('so do the account routes', async () => {
  expect(await write({ cookie: ada.cookie }, '/api/auth/sign-out')).toEqual(refused);
  expect(await write({ origin: 'https://evil.example' }, '/api/auth/sign-in/email')).toEqual(refused);
  expect((await ada.get('/api/me')).status).toBe(200);
});

test('an Authorization header that is no bearer token does not lend the cookie its freedom', async () => {
  expect(await write({ cookie: ada.cookie, authorization: 'Basic eDp5' })).toEqual(refused);
  expect(await write({ cookie: ada.cookie, authorization: 'Bearer nonsense' })).toMatchObject({
    status: 401,
  });
});

test('the password of a proxy in front does not hide who is signed in', async () => {
  expect((await ada.get('/api/me', { authorization: 'Basic eDp5' })).status).toBe(200);
  expect(await write({ cookie: ada.cookie, origin: app.origin, authorization: 'Basic eDp5' })).toMatchObject({
    status: 201,
  });
});

test('reading needs no Origin', async () => {
  expect((await ada.get('/api/me', { origin: 'https://evil.example' })).status).toBe(200);
});
