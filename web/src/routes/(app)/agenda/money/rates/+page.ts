import { hostsOnly } from '#lib/accounts/hosts-only.ts';
import { orErrorPage } from '#lib/api/load.ts';
import { loadRates } from '#lib/money/money.api.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, url, parent, depends }) => {
  depends('app:rates');
  hostsOnly((await parent()).me, url.pathname + url.search);
  const code = (name: string) => {
    const text = url.searchParams.get(name) ?? '';
    return /^[A-Z]{3}$/.test(text) ? text : null;
  };
  return { rates: await orErrorPage(loadRates(fetch)), from: code('from'), to: code('to') };
};
