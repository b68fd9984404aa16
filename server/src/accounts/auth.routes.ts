import {
  type Request as ExpressRequest,
  type RequestHandler,
  type Response as ExpressResponse,
  Router,
} from 'express';
import { fromNodeHeaders } from 'better-auth/node';
import { AppError, type ErrorCode, PersonName } from '@ensemble/shared';
import { anyone } from '../http/access.ts';
import { z } from 'zod';
import { readBody } from '../http/body.ts';
import { countedAs } from '../http/client-address.ts';
import type { Documented } from '../http/openapi.ts';
import { fieldErrors, problemOf, sendProblem } from '../http/problem.ts';
import type { RateLimit } from '../http/rate-limit.ts';
import { type Auth, PASSWORD_MAX, PASSWORD_MIN } from './auth.ts';

const Email = z.email('must be an e-mail address').max(254);
const NewPassword = z
  .string()
  .min(PASSWORD_MIN, `must be at least ${PASSWORD_MIN} characters`)
  .max(PASSWORD_MAX, `must be at most ${PASSWORD_MAX} characters`);
const Password = z.string().min(1, 'must not be empty').max(PASSWORD_MAX);

const SignedIn = z.looseObject({ token: z.string().nullable(), user: z.looseObject({ id: z.string() }) });
const Done = z.looseObject({});

const post = (path: string, summary: string, answer: z.ZodType, body?: z.ZodType): Documented => ({
  method: 'post',
  path: `/auth${path}`,
  summary,
  tag: 'Sign-in',
  access: anyone,
  setsCookies: true,
  answer,
  ...(body ? { body } : {}),
});

/**
 * better-auth's routes that clients use: the only ones there are, since better-auth has many more that nobody here
 * has looked at. It sees of a body what is checked here, so that refusals name the field as everywhere else.
 */
export const AUTH_OPERATIONS: readonly Documented[] = [
  post(
    '/sign-up/email',
    'Make an account and sign in; a guest takes along what they logged',
    SignedIn,
    z.object({ name: PersonName, email: Email, password: NewPassword }),
  ),
  post(
    '/sign-in/email',
    'Sign in; a guest takes along what they logged',
    SignedIn,
    z.object({ email: Email, password: Password, rememberMe: z.boolean().optional() }),
  ),
  post('/sign-in/anonymous', 'Become a guest', SignedIn),
  post('/sign-out', 'Sign out', Done),
  post(
    '/request-password-reset',
    'Ask for the link that sets a new password',
    Done,
    z.object({ email: Email }),
  ),
  post(
    '/reset-password',
    'Set a new password by that link; signs out everywhere',
    Done,
    z.object({ newPassword: NewPassword, token: z.string().min(1).max(200) }),
  ),
  post(
    '/change-password',
    'Change the password',
    Done,
    z.object({
      currentPassword: Password,
      newPassword: NewPassword,
      revokeOtherSessions: z.boolean().optional(),
    }),
  ),
  post('/update-user', 'Change the name', Done, z.object({ name: PersonName.optional() })),
  {
    method: 'get',
    path: '/auth/get-session',
    summary: 'The sign-in of this request; null without one',
    tag: 'Sign-in',
    access: anyone,
    answer: z.looseObject({ user: z.looseObject({ id: z.string() }) }).nullable(),
  },
];

const OPERATION_AT = new Map(
  AUTH_OPERATIONS.map((operation) => [
    `${operation.method.toUpperCase()} ${operation.path.slice('/auth'.length)}`,
    operation,
  ]),
);

/** What better-auth's own codes mean to a form: the field they belong to. */
const FIELD_OF_CODE: Readonly<Record<string, string>> = {
  USER_ALREADY_EXISTS: 'email',
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: 'email',
  INVALID_EMAIL: 'email',
  INVALID_EMAIL_OR_PASSWORD: 'password',
  INVALID_PASSWORD: 'currentPassword',
  PASSWORD_TOO_SHORT: 'password',
  PASSWORD_TOO_LONG: 'password',
  INVALID_TOKEN: 'token',
};

export interface AuthRoutesDeps {
  auth: Auth;
  signUps: RateLimit;
  signIns: RateLimit;
}

const isSignUp = (path: string): boolean => path.startsWith('/sign-up') || path === '/sign-in/anonymous';
const isAttempt = (path: string): boolean =>
  path.startsWith('/sign-in') || path.endsWith('-password') || path === '/request-password-reset';

/** better-auth below /api/auth, with our limits in front and our problem documents behind it. */
export function authRouter({ auth, signUps, signIns }: AuthRoutesDeps): Router {
  /** By the very address that better-auth is then asked at: `/x/../sign-in/email` must not be another way in. */
  const known: RequestHandler = (req, res, next) => {
    const method = req.method === 'HEAD' ? 'GET' : req.method;
    const operation = OPERATION_AT.get(`${method} ${req.path}`);
    if (!operation) throw new AppError('not-found', 'There is no such address. See /api/openapi.json.');
    res.locals['operation'] = operation;
    next();
  };

  const limit: RequestHandler = async (req, _res, next) => {
    if (req.method === 'POST') {
      const who = countedAs(req.ip ?? 'unknown');
      if (isSignUp(req.path)) await signUps.take(who);
      else if (isAttempt(req.path)) await signIns.take(who);
    }
    next();
  };

  const validate: RequestHandler = async (req, res, next) => {
    if (req.method === 'POST') {
      const { body: schema } = res.locals['operation'] as Documented;
      const body = await readBody(req, res);
      const result = schema?.safeParse(body) ?? { success: true, data: {} };
      if (!result.success) {
        const fields = fieldErrors(result.error);
        throw new AppError(
          'invalid',
          `Some fields need attention: ${fields.map((f) => f.path || 'body').join(', ')}.`,
          { fields },
        );
      }
      req.body = result.data;
    }
    next();
  };

  const forward: RequestHandler = async (req, res) => {
    const { method, path } = res.locals['operation'] as Documented;
    const request = new Request(new URL(`/api${path}`, auth.options.baseURL), {
      method,
      headers: forwardedHeaders(req),
      ...(method === 'get' ? {} : { body: JSON.stringify(req.body) }),
    });
    const answer = await auth.handler(request);
    copyHeaders(answer.headers, res);
    const body = await answer.text();
    if (answer.status < 400) {
      res.status(answer.status).send(body);
      return;
    }
    sendProblem(res, problemOfAuth(answer.status, body));
  };

  return Router().use(known, limit, validate, forward);
}

/** The body is serialised anew, so its old length and encoding no longer hold. */
function forwardedHeaders(req: ExpressRequest): Headers {
  const headers = fromNodeHeaders(req.headers);
  for (const name of ['content-length', 'transfer-encoding', 'content-encoding']) headers.delete(name);
  if (req.method === 'POST') headers.set('content-type', 'application/json');
  return headers;
}

export function copyHeaders(from: Headers, to: ExpressResponse): void {
  from.forEach((value, name) => {
    if (name !== 'set-cookie' && name !== 'content-length') to.setHeader(name, value);
  });
  for (const cookie of from.getSetCookie()) to.append('set-cookie', cookie);
}

const AuthFailure = z.object({ code: z.string().optional(), message: z.string().optional() });

const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'not-signed-in',
  403: 'not-allowed',
  404: 'not-found',
  429: 'too-many',
};

/** better-auth's `{ code, message }` as a problem document that still carries both. */
function problemOfAuth(status: number, body: string) {
  let failure: z.infer<typeof AuthFailure> = {};
  try {
    failure = AuthFailure.parse(JSON.parse(body));
  } catch {
    // Not every refusal has a body; the status says enough.
  }
  const authCode = failure.code ?? '';
  const taken = authCode.startsWith('USER_ALREADY_EXISTS') || authCode === 'FAILED_TO_CREATE_USER';
  const otherwise = status >= 500 ? 'unavailable' : 'bad-request';
  const code = taken ? 'duplicate' : (CODE_OF_STATUS[status] ?? otherwise);
  const path = taken ? 'email' : FIELD_OF_CODE[authCode];
  const detail = taken
    ? 'There is an account with this e-mail already. Sign in instead.'
    : (failure.message ?? 'That did not work.');
  const problem = problemOf(
    new AppError(code, detail, {
      fields: path ? [{ path, message: detail }] : [],
      details: { authCode, message: detail },
    }),
  );
  return taken ? problem : { ...problem, status };
}
