import { z } from 'zod';
import { PersonName } from '@ensemble/shared/accounts/accounts.schema';

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

const WORDS: Readonly<Record<string, string>> = {
  INVALID_EMAIL_OR_PASSWORD:
    'This e-mail address and password do not belong together. Check both, or ask for a new password.',
  USER_ALREADY_EXISTS: 'There is an account with this e-mail address already. Sign in instead.',
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL:
    'There is an account with this e-mail address already. Sign in instead.',
  INVALID_PASSWORD: 'The current password is not right.',
  INVALID_TOKEN: 'This link has been used or is too old. Ask for a new one.',
};

/** better-auth's codes in our words; undefined leaves the problem's own. */
export const authWords = (code: string | undefined): string | undefined =>
  code === undefined ? undefined : WORDS[code];
