import { loadHome } from '#lib/agenda/home/home-data.ts';
import { isHost } from '#lib/ui/navigation.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, parent, depends }) => {
  depends('app:agenda');
  const { me } = await parent();
  return { home: isHost(me) ? await loadHome(fetch) : null };
};
