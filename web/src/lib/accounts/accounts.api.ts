import { z } from 'zod';
import { MeView } from '@ensemble/shared/accounts/accounts.schema';
import { api, type Fetch } from '#lib/api/client.ts';
import { asProblem } from '#lib/api/problem.ts';
import { carryCopies } from '#lib/collab/carry-copies.ts';
import { inOurWords } from './accounts.forms.ts';

/** Whose page it is, from /api/me; null for a visitor. */
export async function loadMe(fetcher: Fetch): Promise<MeView | null> {
  try {
    return await api(fetcher).get(MeView, '/api/me');
  } catch (thrown) {
    if (asProblem(thrown).status === 401) return null;
    throw thrown;
  }
}

/** better-auth answers more than we need; whoever signs in is read again from /api/me. */
const Anything = z.unknown();

async function auth(path: string, body: unknown): Promise<void> {
  try {
    await api().post(Anything, `/api/auth/${path}`, body);
  } catch (thrown) {
    throw inOurWords(asProblem(thrown));
  }
}

export interface SignUp {
  name: string;
  email: string;
  password: string;
}

/**
 * Signing in or up as a guest turns the guest into the account, with everything they logged. The server
 * moves what it has; what only this device has, such as edits from a cellar, is moved here, and before
 * any page opens it for the account.
 */
async function enter(path: string, body: unknown): Promise<void> {
  const whoIsHere = () => loadMe(globalThis.fetch).catch(() => null);
  const before = await whoIsHere();
  await auth(path, body);
  if (before?.user.isGuest !== true) return;
  const now = await whoIsHere();
  if (now !== null) await carryCopies(before.user.id, now.user.id);
}

export const signUp = (input: SignUp) => enter('sign-up/email', input);
export const signIn = (input: { email: string; password: string }) => enter('sign-in/email', input);
export const signOut = () => auth('sign-out', {});
export const askForReset = (email: string) =>
  auth('request-password-reset', { email, redirectTo: '/reset-password' });
export const resetPassword = (input: { newPassword: string; token: string }) => auth('reset-password', input);
export const updateName = (name: string) => auth('update-user', { name });
export const changePassword = (input: { currentPassword: string; newPassword: string }) =>
  auth('change-password', { ...input, revokeOtherSessions: true });
