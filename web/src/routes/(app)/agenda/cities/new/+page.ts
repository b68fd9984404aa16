import { hostsOnly } from '#lib/accounts/hosts-only.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ parent, url }) => {
  hostsOnly((await parent()).me, url.pathname);
};
