import { hostsOnly } from '#lib/accounts/hosts-only.ts';
import { loadStackContext } from '#lib/agenda/stack/stack-page.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, parent, url }) => {
  hostsOnly((await parent()).me, url.pathname);
  return loadStackContext(fetch);
};
