import { loadPath, loadStacks } from '#lib/agenda/agenda.api.ts';
import { hostsOnly } from '#lib/accounts/hosts-only.ts';
import { orErrorPage } from '#lib/api/load.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, params, parent, url }) => {
  hostsOnly((await parent()).me, url.pathname);
  const [path, stacks] = await orErrorPage(Promise.all([loadPath(fetch, params.id), loadStacks(fetch)]));
  return { path, stacks };
};
