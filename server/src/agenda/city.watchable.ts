import type { Clock } from '@ensemble/shared';
import { toWallClock } from '@ensemble/shared/instances';
import { type InstanceRow, type InstancesService, presentInstance, versionsOf } from '../instances/index.ts';
import type { Watchable } from '../live/live.types.ts';
import { isHost } from './access.ts';
import type { AgendaRepos } from './agenda.models.ts';

export interface CityWatchableDeps {
  cities: AgendaRepos['cities'];
  instances: InstancesService;
  clock: Clock;
}

/** Cities as `/live` watches them: shown is today in the city, told is whatever happens to any of its sessions. */
export function cityWatchable({ cities, instances, clock }: CityWatchableDeps): Watchable {
  const today = async (slug: string): Promise<InstanceRow[]> => {
    const city = await cities.findOne({ slug });
    const now = clock.now();
    return city ? instances.repo.onDay(slug, toWallClock(now, city.timezone).date, now) : [];
  };
  return {
    key: 'city',
    room: 'city',
    async audience(viewer, slug) {
      if (!(await cities.findOne({ slug }))) return null;
      return isHost(viewer) ? 'manager' : 'public';
    },
    async snapshot(slug, audience) {
      const rows = await today(slug);
      return { instances: rows.map((row) => presentInstance(row, audience === 'manager')) };
    },
    async versions(slugs) {
      const found = new Map<string, Record<string, number>>();
      for (const slug of slugs) found.set(slug, versionsOf(await today(slug)));
      return found;
    },
  };
}
