import { loadInvitation } from '#lib/bookings/bookings.api.ts';
import { asPart } from '#lib/api/load.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, params, depends }) => {
  depends('app:invitation');
  return { token: params.token, offered: await asPart(loadInvitation(fetch, params.token)) };
};
