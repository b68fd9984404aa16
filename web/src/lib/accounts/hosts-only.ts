import type { MeView } from '@ensemble/shared/accounts/accounts.schema';
import { error, redirect } from '@sveltejs/kit';
import { isHost } from '#lib/ui/navigation.ts';

/** For load functions of pages that plan a city. `path` is where the person wanted to go. */
export function hostsOnly(me: MeView | null, path: string): void {
  if (me === null) redirect(303, `/sign-in?next=${encodeURIComponent(path)}`);
  if (!isHost(me)) error(403, 'Planning a city is for its hosts. What is on is in the studio.', {});
}
