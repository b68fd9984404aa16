import { orErrorPage } from '#lib/api/load.ts';
import { loadMe } from '#lib/accounts/accounts.api.ts';
import type { LayoutLoad } from './$types';

export const load: LayoutLoad = async ({ fetch, depends }) => {
  depends('app:me');
  return { me: await orErrorPage(loadMe(fetch)) };
};
