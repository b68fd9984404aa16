import { orErrorPage } from '#lib/api/load.ts';
import { findTunes } from '#lib/music/music.api.ts';
import type { PageLoad } from './$types';

/** The first answer comes with the page; from then on the page asks as one types. */
export const load: PageLoad = async ({ fetch, url, untrack }) => {
  const q = untrack(() => url.searchParams.get('q')?.trim() ?? '');
  return { q, found: (await orErrorPage(findTunes(fetch, q))).items };
};
