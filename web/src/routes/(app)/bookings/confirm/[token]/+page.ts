import { loadLink } from '#lib/bookings/bookings.api.ts';
import { asPart } from '#lib/api/load.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, params, depends }) => {
  depends('app:booking-link');
  return { token: params.token, link: await asPart(loadLink(fetch, params.token)) };
};
