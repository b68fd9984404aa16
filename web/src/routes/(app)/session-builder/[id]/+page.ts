import { redirect } from '@sveltejs/kit';
import { loadDraft } from '#lib/api/training.ts';
import { orErrorPage } from '#lib/api/load.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, params, parent, depends }) => {
  depends('app:draft');
  const { me } = await parent();
  if (me === null) redirect(303, `/sign-in?next=${encodeURIComponent(`/session-builder/${params.id}`)}`);
  return { draft: await orErrorPage(loadDraft(params.id, fetch)) };
};
