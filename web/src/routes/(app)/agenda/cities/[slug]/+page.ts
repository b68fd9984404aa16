import { loadCity } from '#lib/api/agenda.ts';
import { loadWeeks } from '#lib/agenda/agenda.api.ts';
import { hostsOnly } from '#lib/accounts/hosts-only.ts';
import { orErrorPage } from '#lib/api/load.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, params, parent, url }) => {
  hostsOnly((await parent()).me, url.pathname);
  const [city, weeks] = await orErrorPage(
    Promise.all([loadCity(fetch, params.slug), loadWeeks(fetch, { city: params.slug })]),
  );
  return { city, weeks };
};
