import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../support/app.ts';

let app: TestApp;
let asked = 0;
beforeAll(async () => {
  // A mail server that never answers, as one does that is down behind a firewall.
  const send = (): Promise<void> => {
    asked++;
    return new Promise(() => undefined);
  };
  app = await startApp({ mailer: { send } });
});
afterAll(() => app.close());

it('asking for a reset is answered alike whether or not there is such an account, and whatever the mail does', async () => {
  const ada = await app.signUp('Ada');
  const ask = (email: string) => app.stranger().post('/api/auth/request-password-reset', { email });
  const known = await ask(ada.email);
  const unknown = await ask('nobody@example.org');
  expect(known.status).toBe(200);
  expect(unknown).toMatchObject({ status: known.status, body: known.body });
  expect(asked).toBe(1);
});
