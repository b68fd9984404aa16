import { z } from 'zod';
import { PersonName } from '@ensemble/shared/accounts/accounts.schema';
import { ApiProblem } from '#lib/api/problem.ts';

/** What the account pages ask for; the server's better-auth has the last word. */

const Email = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .pipe(z.email('must be an e-mail address, such as mary@example.org'));

export const PASSWORD_MIN = 10;
const NewPassword = z
  .string()
  .min(PASSWORD_MIN, `must be at least ${PASSWORD_MIN} characters`)
  .max(128, 'must be at most 128 characters');

const GivenPassword = z.string().min(1, 'must not be empty');

export const SignInForm = z.object({ email: Email, password: GivenPassword });
export const SignUpForm = z.object({ name: PersonName, email: Email, password: NewPassword });
export const ForgotForm = z.object({ email: Email });
export const ResetForm = z.object({ newPassword: NewPassword });
export const NameForm = z.object({ name: PersonName });
export const ChangePasswordForm = z.object({ currentPassword: GivenPassword, newPassword: NewPassword });

interface AuthWords {
  words: string;
  /** The field it stands beside; without one it is about the whole form. */
  field?: string;
}

const TAKEN: AuthWords = {
  words: 'There is an account with this e-mail address already. Sign in instead.',
  field: 'email',
};

const WORDS: Readonly<Record<string, AuthWords>> = {
  INVALID_EMAIL_OR_PASSWORD: {
    words: 'This e-mail address and password do not belong together. Check both, or ask for a new password.',
  },
  USER_ALREADY_EXISTS: TAKEN,
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: TAKEN,
  INVALID_PASSWORD: { words: 'This is not the current password.', field: 'currentPassword' },
  INVALID_TOKEN: { words: 'This link has been used or is too old. Ask for a new one.' },
};

/** better-auth's refusals in our words; any other problem stays as it is. */
export function inOurWords(problem: ApiProblem): ApiProblem {
  const authCode = problem.details['authCode'];
  const known = WORDS[typeof authCode === 'string' ? authCode : problem.code];
  if (known === undefined) return problem;
  const { words, field } = known;
  return new ApiProblem(problem.status, problem.code, words, {
    cause: problem,
    details: problem.details,
    fields: field === undefined ? [] : [{ path: field, message: words }],
  });
}
