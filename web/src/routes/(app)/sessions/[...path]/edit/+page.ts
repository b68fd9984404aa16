import { error, redirect } from '@sveltejs/kit';
import { orErrorPage } from '#lib/api/load.ts';
import { loadSession } from '#lib/music/music.api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, params, parent }) => {
  const { me } = await parent();
  if (me === null) redirect(303, `/sign-in?next=/sessions/${params.path}/edit`);
  const session = await orErrorPage(loadSession(fetch, params.path));
  if (!session.may.manage) error(403, 'Only its organisers can change this session.', {});
  return { session };
};
