import { loadCity, loadGuides } from '#lib/api/agenda.ts';
import { loadSlots, loadStacks, loadWeek } from '#lib/agenda/agenda.api.ts';
import { hostsOnly } from '#lib/accounts/hosts-only.ts';
import { orErrorPage, asPart } from '#lib/api/load.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, params, parent, url }) => {
  hostsOnly((await parent()).me, url.pathname);
  const week = await orErrorPage(loadWeek(fetch, params.id));
  const [[slots, stacks, city], guides] = await Promise.all([
    orErrorPage(Promise.all([loadSlots(fetch, week.id), loadStacks(fetch), loadCity(fetch, week.citySlug)])),
    asPart(loadGuides(fetch)),
  ]);
  return { week, slots, stacks, city, guides: guides.ok ? guides.value : [] };
};
