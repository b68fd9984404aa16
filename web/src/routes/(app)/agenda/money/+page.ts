import { loadCities } from '#lib/api/agenda.ts';
import { hostsOnly } from '#lib/accounts/hosts-only.ts';
import { orErrorPage } from '#lib/api/load.ts';
import { asProblem } from '#lib/api/problem.ts';
import { loadSums } from '#lib/money/money.api.ts';
import { loadNames } from '#lib/money/names.ts';
import { SORTS } from '#lib/money/sums.ts';
import { readSumsQuery } from '#lib/money/sums-query.ts';
import { dayIn } from '#lib/viewer/time.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, url, parent, depends }) => {
  depends('app:money');
  hostsOnly((await parent()).me, url.pathname + url.search);
  const cities = await orErrorPage(loadCities(fetch));
  const city = cities.find(({ slug }) => slug === url.searchParams.get('city')) ?? cities[0];
  const today = dayIn(Date.now(), city?.timezone ?? 'UTC');
  const query = readSumsQuery(url.searchParams, today);
  // Too much asked for at once is answered on the page, where less can be asked for.
  const [sums, names] = await Promise.all([
    loadSums(query, fetch).then(
      ({ items }) => ({ groups: items }),
      (thrown: unknown) => ({ problem: asProblem(thrown) }),
    ),
    loadNames(query.by, fetch),
  ]);
  const sort = SORTS.find((one) => one === url.searchParams.get('sort')) ?? 'name';
  return { cities, today, query, sums, names, sort };
};
