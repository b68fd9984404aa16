import type { Clock } from '@ensemble/shared';
import type { JourneyStage, JourneyView } from '@ensemble/shared/agenda';
import { DAY_MS, dateOfFakeUtc, toFakeUtc, toWallClock } from '@ensemble/shared/instances/wall-clock';
import type { PlansService } from '../agenda/index.ts';
import { type InstanceRow, type InstancesService, presentInstance } from '../instances/index.ts';
import type { SeatsService } from '../seats/index.ts';
import { comingRows, withSeats } from './coming.ts';

/** How far ahead people plan, and how many days they choose among. */
const DAYS_AHEAD = 120;
const NEXT = 4;

export interface JourneysDeps {
  plans: PlansService;
  instances: InstancesService;
  seats: SeatsService;
  clock: Clock;
}

/** Session paths as people walk them. */
export class JourneysService {
  readonly #deps: JourneysDeps;

  constructor(deps: JourneysDeps) {
    this.#deps = deps;
  }

  /**
   * By title. With a city those of which at least one stage takes place there in the months to come; stages
   * without a day yet are in it too. @throws AppError `not-found` for a city that is not there.
   */
  async list(city: string | undefined): Promise<JourneyView[]> {
    const { plans, clock } = this.#deps;
    const timezone = city === undefined ? null : (await plans.city(city)).timezone;
    const today = toWallClock(clock.now(), timezone ?? 'UTC').date;
    // Without a city any zone's today will do: nothing that has begun is shown.
    const from = timezone === null ? dayAfter(today, -1) : today;
    const next = await this.#nextByStack(city, from, dayAfter(today, DAYS_AHEAD));
    const paths = await plans.paths.repo.all({});
    const stacks = await plans.stacks.repo.findMany(paths.flatMap(({ stackIds }) => stackIds));
    const stages = new Map(
      stacks.map((stack): [string, JourneyStage] => {
        const stackId = stack._id.toHexString();
        const { title, slug, summary, experience, defaultDurationMin } = stack;
        const days = next.get(stackId) ?? [];
        return [stackId, { stackId, title, slug, summary, experience, defaultDurationMin, next: days }];
      }),
    );
    return paths
      .map(({ _id, title, slug, summary, stackIds }) => ({
        id: _id.toHexString(),
        title,
        slug,
        summary,
        stages: stackIds.flatMap((id) => stages.get(id) ?? []),
      }))
      .filter((journey) => city === undefined || journey.stages.some((stage) => stage.next.length > 0));
  }

  async #nextByStack(
    city: string | undefined,
    from: string,
    to: string,
  ): Promise<Map<string, JourneyStage['next']>> {
    const soonest = new Map<string, InstanceRow[]>();
    for await (const row of comingRows(this.#deps, { city, from, to })) {
      const days = soonest.get(row.sessionStackId ?? '') ?? [];
      if (days.length < NEXT) soonest.set(row.sessionStackId ?? '', [...days, row]);
    }
    // Only what is shown is read with its seats.
    const shown = await withSeats(this.#deps, [...soonest.values()].flat());
    const next = Map.groupBy(shown, ({ row }) => row.sessionStackId ?? '');
    return new Map(
      [...next].map(([stackId, days]) => [
        stackId,
        days.map(({ row, seats }) => ({ instance: presentInstance(row), seats })),
      ]),
    );
  }
}

const dayAfter = (date: string, days: number): string => dateOfFakeUtc(toFakeUtc(date) + days * DAY_MS);
