import { redirect } from '@sveltejs/kit';
import { orErrorPage } from '#lib/api/load.ts';
import { loadVariantConfigs } from '#lib/api/training-sessions.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, parent, depends }) => {
  depends('app:variant-configs');
  const { me } = await parent();
  if (me === null) redirect(303, '/sign-in?next=/session-builder/variants');
  return { configs: await orErrorPage(loadVariantConfigs(fetch)) };
};
