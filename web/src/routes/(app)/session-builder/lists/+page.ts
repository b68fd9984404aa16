import { redirect } from '@sveltejs/kit';
import { MANAGED_LISTS } from '@ensemble/shared/training/drafts.schema';
import { orErrorPage } from '#lib/api/load.ts';
import { loadWholeList } from '#lib/api/training-sessions.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, parent, depends }) => {
  depends('app:lists');
  const { me } = await parent();
  if (me === null) redirect(303, '/sign-in?next=/session-builder/lists');
  const lists = await orErrorPage(
    Promise.all(MANAGED_LISTS.map(async (list) => ({ list, entries: await loadWholeList(list, fetch) }))),
  );
  return { lists };
};
