import { z } from 'zod';
import { loadMe } from '#lib/accounts/accounts.api.ts';
import { inOurWords } from '#lib/accounts/accounts.forms.ts';
import { api } from '#lib/api/client.ts';
import { asProblem } from '#lib/api/problem.ts';
import { liveClient } from '#lib/live/live-client.ts';

const Anything = z.unknown();
/** A person's name is shorter than a party's may be. */
const NAME_LENGTH = 80;

/**
 * Whoever books is somebody: a visitor becomes a guest of this name, kept by a cookie on this device. Safe to
 * repeat after a lost answer. @throws ApiProblem
 */
export async function ensureSomebody(name: string): Promise<void> {
  if ((await loadMe(globalThis.fetch)) !== null) return;
  try {
    await api().post(Anything, '/api/auth/sign-in/anonymous', {});
  } catch (thrown) {
    throw inOurWords(asProblem(thrown));
  }
  // Without it they are called Guest, which stops nothing.
  await api()
    .post(Anything, '/api/auth/update-user', { name: name.slice(0, NAME_LENGTH).trim() })
    .catch(() => undefined);
  liveClient().refresh();
}
