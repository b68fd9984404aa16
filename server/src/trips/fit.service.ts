import type { Clock } from '@ensemble/shared';
import type { FitItem } from '@ensemble/shared/agenda';
import { nearestToMinimum } from '@ensemble/shared/seats';
import type { PlansService } from '../agenda/index.ts';
import { type InstancesService, presentInstance } from '../instances/index.ts';
import type { SeatsService } from '../seats/index.ts';
import { comingSessions } from './coming.ts';

export interface FitDeps {
  plans: PlansService;
  instances: InstancesService;
  seats: SeatsService;
  clock: Clock;
}

/** Where a single traveller, or a few, should go: into sessions that exist and want them most. */
export class FitService {
  readonly #deps: FitDeps;

  constructor(deps: FitDeps) {
    this.#deps = deps;
  }

  /** @throws AppError `not-found` for a city that is not there. */
  async find(
    { city, from, to, seats }: { city: string; from: string; to: string; seats: number },
    forHosts: boolean,
  ): Promise<FitItem[]> {
    await this.#deps.plans.city(city);
    const items = (await comingSessions(this.#deps, { city, from, to })).map(({ row, seats: counts }) => {
      const { taken, held, left } = counts;
      const missingToMinimum = Math.max(0, (row.capacityMin ?? 0) - taken - held);
      return { ...presentInstance(row, forHosts), taken, held, left, missingToMinimum };
    });
    return nearestToMinimum(items, seats);
  }
}
