import { redirect } from '@sveltejs/kit';
import { orErrorPage } from '#lib/api/load.ts';
import { loadAnalytics } from '#lib/api/training-sessions.ts';
import { windowOf } from '#lib/training/analytics/windows.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, parent, url }) => {
  const { me } = await parent();
  if (me === null) redirect(303, '/sign-in?next=/session-builder/analytics');
  const window = windowOf(url.searchParams.get('days'), Date.now());
  return { window, analytics: await orErrorPage(loadAnalytics(fetch, window)) };
};
