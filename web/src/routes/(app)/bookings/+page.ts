import { loadMine } from '#lib/bookings/bookings.api.ts';
import { orErrorPage, asPart } from '#lib/api/load.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, parent, depends }) => {
  depends('app:bookings');
  const { me } = await parent();
  if (me === null) return { coming: null, past: null };
  const [coming, past] = await Promise.all([
    orErrorPage(loadMine(fetch)),
    asPart(loadMine(fetch, { past: true })),
  ]);
  return { coming, past };
};
