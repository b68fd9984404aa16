import { expect, test } from 'vitest';
import { readProblem } from './problem.ts';

const refused = (body: object) => readProblem(new Response(JSON.stringify(body), { status: 401 }));

test('a session that ended is told from a password that is wrong', async () => {
  expect(
    (await refused({ status: 401, code: 'not-signed-in', detail: 'Sign in to do this.' })).signedOut,
  ).toBe(true);
  const wrong = { status: 401, code: 'not-signed-in', authCode: 'INVALID_EMAIL_OR_PASSWORD' };
  expect((await refused(wrong)).signedOut).toBe(false);
});
