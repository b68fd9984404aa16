import { filterFrom } from '#lib/training/home/filters.ts';
import { loadHome } from '#lib/training/home/home-data.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, parent, depends, url }) => {
  depends('app:drafts');
  const filter = filterFrom(url.searchParams.get('filter'));
  const q = url.searchParams.get('q')?.trim() ?? '';
  const { me } = await parent();
  return { filter, q, home: me === null ? null : await loadHome(fetch, { filter, q, nowMs: Date.now() }) };
};
