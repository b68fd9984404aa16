import { orErrorPage, asPart } from '#lib/api/load.ts';
import { loadCities, loadJourneys } from '#lib/api/agenda.ts';
import { loadTrips } from '#lib/trips/trips.api.ts';
import { isHost } from '#lib/ui/navigation.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ fetch, url, parent, depends }) => {
  depends('app:trips');
  const { me } = await parent();
  const cities = await orErrorPage(loadCities(fetch));
  const asked = url.searchParams.get('city');
  const city = cities.find(({ slug }) => slug === asked) ?? cities[0] ?? null;
  // A day earlier than here: somewhere it may still be yesterday.
  const today = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  const [journeys, coming, past] = await Promise.all([
    city === null ? null : asPart(loadJourneys(fetch, city.slug)),
    isHost(me) ? asPart(loadTrips(fetch, { from: today })) : null,
    isHost(me) ? asPart(loadTrips(fetch, { to: today })) : null,
  ]);
  return { cities, city, journeys, coming, past, today };
};
