import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';
import { type Person } from '../../support/person.ts';

/** Of better-auth's many routes only those that the API describes are open, and only at their own address. */
describe('what is open below /api/auth', () => {
  let app: TestApp;
  let ada: Person;
  beforeAll(async () => {
    app = await startApp({ settings: { RATE_LIMIT_SIGN_INS_PER_MINUTE: '3' } });
    ada = await app.signUp('Ada');
  });
  afterAll(() => app.close());

  /** As no browser would send it: the path as it stands, dots and all. */
  function rawPost(path: string, body: unknown): Promise<number> {
    const json = JSON.stringify(body);
    const head = [
      `POST ${path} HTTP/1.1`,
      'Host: 127.0.0.1',
      'Connection: close',
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(json)}`,
      '\r\n',
    ];
    return new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(app.origin).port), '127.0.0.1', () =>
        socket.write(head.join('\r\n') + json),
      );
      let heard = '';
      socket.setEncoding('utf8').on('data', (text: string) => (heard += text));
      socket.on('error', reject);
      socket.on('close', () => {
        resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(heard)?.[1]));
      });
    });
  }

  it.each([
    '/api/auth/./sign-in/email',
    '/api/auth/x/../sign-in/email',
    '/api/auth/sign-in/email/',
    '/api/auth//sign-in/email',
    '/api/auth/sign-in%2Femail',
    '/api/auth/Sign-In/email',
  ])('%s is no second way to guess passwords beside the limit', async (path) => {
    for (let i = 0; i < 5; i++) {
      expect([404, 429]).toContain(await rawPost(path, { email: ada.email, password: 'a wrong password' }));
    }
  });

  it.each([
    '/list-sessions',
    '/list-accounts',
    '/error',
    '/ok',
    '/account-info',
    '/callback/google',
    '/reset-password/abc?callbackURL=https://elsewhere.example',
    '/verify-email?token=x&callbackURL=https://elsewhere.example',
  ])('GET %s does not exist', async (path) => {
    expect((await ada.get(`/api/auth${path}`)).status).toBe(404);
  });

  it.each(['/delete-user', '/delete-anonymous-user', '/change-email', '/sign-in/social', '/update-session'])(
    'POST %s does not exist',
    async (path) => {
      expect((await ada.post(`/api/auth${path}`, {})).status).toBe(404);
    },
  );

  it('takes no field that it does not know into the account', async () => {
    const answer = await ada.post('/api/auth/update-user', {
      name: 'Ada',
      image: 'javascript:alert(1)',
      roles: ['admin'],
      isAnonymous: true,
    });
    expect(answer.status).toBe(200);
    const stored = await (await app.db()).collection('users').findOne({ email: ada.email });
    expect(stored?.['image'] ?? null).toBeNull();
    expect(stored?.['isAnonymous']).toBe(false);
  });

  it('reads a body of any depth without falling over it', async () => {
    const deep = `{"name":"Ada","x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const answer = await fetch(`${app.origin}/api/auth/update-user`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: app.origin, cookie: ada.cookie },
      body: deep,
    });
    expect(answer.status).toBe(200);
  });
});
