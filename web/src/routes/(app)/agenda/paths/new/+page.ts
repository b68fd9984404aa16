import { loadStacks } from '#lib/agenda/agenda.api.ts';
import { hostsOnly } from '#lib/accounts/hosts-only.ts';
import { orErrorPage } from '#lib/api/load.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, parent, url }) => {
  hostsOnly((await parent()).me, url.pathname);
  return { stacks: await orErrorPage(loadStacks(fetch)) };
};
