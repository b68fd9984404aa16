import { error, redirect } from '@sveltejs/kit';
import { orErrorPage, asPart } from '#lib/api/load.ts';
import { loadFit, loadNotes, loadStackNotes, loadWeeks } from '#lib/studio/studio.api.ts';
import { loadCity, loadCityAgenda, loadJourneys, loadSoonest } from '#lib/api/agenda.ts';
import { addDays, readWeek, weekOf } from '#lib/viewer/week.ts';
import { dayIn } from '#lib/viewer/time.ts';
import type { PageLoad } from './$types';

const MOST_PARTY = 99;

/** How many it is for, from the address; null for no filter. */
function readParty(text: string | null): number | null {
  const party = Number(text);
  return Number.isInteger(party) && party >= 1 && party <= MOST_PARTY ? party : null;
}

export const load: PageLoad = async ({ fetch, params, url, depends }) => {
  depends('app:city');
  const city = await orErrorPage(loadCity(fetch, params.city));
  const today = dayIn(Date.now(), city.timezone);
  const thisWeek = weekOf(today);
  const asked = url.searchParams.get('week');
  const week = asked === null ? thisWeek : readWeek(asked);
  if (week === null) error(404, 'There is no such week.');
  if (asked === thisWeek.name) redirect(307, withoutWeek(url));
  const party = readParty(url.searchParams.get('seats'));
  // The days of this week that are over are left out.
  const from = week.name === thisWeek.name ? today : week.monday;

  const [agenda, weeks, notes, stackNotes, journeys, fit] = await Promise.all([
    orErrorPage(loadCityAgenda(fetch, city.slug, { from, to: week.sunday })),
    asPart(loadWeeks(fetch, city.slug)),
    asPart(loadNotes(fetch, 'city', city.id)),
    asPart(loadStackNotes(fetch)),
    asPart(loadJourneys(fetch, city.slug)),
    party === null ? null : asPart(loadFit(fetch, { city: city.slug, from, to: week.sunday, seats: party })),
  ]);
  /** Where a week is empty, the way to the next session. */
  const next =
    agenda.items.length === 0
      ? await asPart(loadSoonest(fetch, city.slug, { from: afterWeek(week.sunday, today), limit: 1 }))
      : null;
  return { city, today, thisWeek, week, from, party, agenda, weeks, notes, stackNotes, journeys, fit, next };
};

const afterWeek = (sunday: string, today: string): string => (sunday < today ? today : addDays(sunday, 1));

function withoutWeek(url: URL): string {
  const query = new URLSearchParams(url.searchParams);
  query.delete('week');
  const text = query.toString();
  return url.pathname + (text === '' ? '' : `?${text}`);
}
