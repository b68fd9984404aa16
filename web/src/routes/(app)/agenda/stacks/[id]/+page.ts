import { loadStack } from '#lib/agenda/agenda.api.ts';
import { hostsOnly } from '#lib/accounts/hosts-only.ts';
import { loadStackContext } from '#lib/agenda/stack/stack-page.ts';
import { orErrorPage } from '#lib/api/load.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, params, parent, url }) => {
  hostsOnly((await parent()).me, url.pathname);
  const [stack, context] = await Promise.all([
    orErrorPage(loadStack(fetch, params.id)),
    loadStackContext(fetch),
  ]);
  return { stack, ...context };
};
