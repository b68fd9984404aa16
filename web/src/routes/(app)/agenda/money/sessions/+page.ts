import { hostsOnly } from '#lib/accounts/hosts-only.ts';
import { orErrorPage } from '#lib/api/load.ts';
import { loadSumSessions } from '#lib/money/money.api.ts';
import { loadNames } from '#lib/money/names.ts';
import { readSumsQuery } from '#lib/money/sums-query.ts';
import { dayIn } from '#lib/viewer/time.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, url, parent, depends }) => {
  depends('app:money');
  hostsOnly((await parent()).me, url.pathname + url.search);
  const query = readSumsQuery(url.searchParams, dayIn(Date.now(), 'UTC'));
  const key = url.searchParams.get('key') ?? '';
  const [sessions, names] = await Promise.all([
    orErrorPage(loadSumSessions(query, key, fetch)),
    loadNames(query.by, fetch),
  ]);
  return { query, key, sessions: sessions.items, names };
};
