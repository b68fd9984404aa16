import { asPart, orErrorPage } from '#lib/api/load.ts';
import type { Fetch } from '#lib/api/client.ts';
import { loadCities, loadGuides } from '#lib/api/agenda.ts';
import { loadStacks } from '../agenda.api.ts';

/** What the form of a stack needs beside the stack. */
export async function loadStackContext(fetcher: Fetch) {
  const [stacks, cities, guides] = await Promise.all([
    orErrorPage(loadStacks(fetcher)),
    orErrorPage(loadCities(fetcher)),
    // A form without names to choose from is better than no form.
    asPart(loadGuides(fetcher)),
  ]);
  return {
    experiences: [...new Set(stacks.flatMap(({ experience }) => experience ?? []))].sort(),
    usualCurrency: cities[0]?.currency ?? 'EUR',
    guides: guides.ok ? guides.value : [],
  };
}
