import { version } from '$app/env';
import { orErrorPage } from '#lib/api/load.ts';
import { loadMe } from '#lib/accounts/accounts.api.ts';
import { BUILD_HEADER, VIEWER_HEADER, VISITOR } from '#lib/offline/kept-page.ts';
import type { LayoutLoad } from './$types';

export const load: LayoutLoad = async ({ fetch, depends, setHeaders }) => {
  depends('app:me');
  const me = await orErrorPage(loadMe(fetch));
  // For the service worker: a copy of this page is for this person alone.
  setHeaders({ [VIEWER_HEADER]: me?.user.id ?? VISITOR, [BUILD_HEADER]: version });
  return { me };
};
