import type { AgendaWeekView, CityView } from '@ensemble/shared/agenda';

import type { Fetch } from '#lib/api/client.ts';
import { orErrorPage, asPart, type Part } from '#lib/api/load.ts';
import { dayIn } from '#lib/viewer/time.ts';
import { loadCities, loadCityAgenda, type WholeCityAgenda } from '#lib/api/agenda.ts';
import { loadGeneratedUntil, loadPaths, loadStacks, loadWeeks } from '../agenda.api.ts';
import { addDays } from '#lib/viewer/week.ts';

/** One city as its hosts see it first. */
export interface CityHome {
  city: CityView;
  weeks: readonly AgendaWeekView[];
  /** The next seven days, today first. */
  coming: Part<WholeCityAgenda>;
  /** The last date generated, by the week's id. */
  until: Part<ReadonlyMap<string, string>>;
}

export interface Home {
  cities: readonly CityHome[];
  stacks: number;
  paths: number;
}

const DAYS_AHEAD = 6;

export async function loadHome(fetcher: Fetch): Promise<Home> {
  const [cities, weeks, stacks, paths] = await orErrorPage(
    Promise.all([loadCities(fetcher), loadWeeks(fetcher), loadStacks(fetcher), loadPaths(fetcher)]),
  );
  return {
    cities: await Promise.all(
      cities.map(async (city): Promise<CityHome> => {
        const today = dayIn(Date.now(), city.timezone);
        const [coming, until] = await Promise.all([
          asPart(loadCityAgenda(fetcher, city.slug, { from: today, to: addDays(today, DAYS_AHEAD) })),
          asPart(loadGeneratedUntil(fetcher, city.slug, today)),
        ]);
        return { city, weeks: weeks.filter(({ citySlug }) => citySlug === city.slug), coming, until };
      }),
    ),
    stacks: stacks.length,
    paths: paths.length,
  };
}
