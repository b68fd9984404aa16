import type { Clock } from '@ensemble/shared';
import type { CityAgendaItem, GuideView } from '@ensemble/shared/agenda';
import { DAY_MS, toWallClock } from '@ensemble/shared/instances';
import type { SeatCountsView } from '@ensemble/shared/seats';
import type { Accounts } from '../accounts/index.ts';
import { type InstanceRow, presentInstance } from '../instances/index.ts';
import type { AgendaRepos, CityRow } from './agenda.models.ts';
import type { AgendaInstances } from './instances.service.ts';

/** What the agenda asks of the seats domain, which knows nothing of the agenda. */
export interface SeatCounts {
  /** Of those that exist, in no particular order. */
  countsOfAll(instanceIds: readonly string[]): Promise<SeatCountsView[]>;
}

export interface CityAgendaDeps {
  instances: AgendaInstances;
  accounts: Pick<Accounts, 'namesOf'>;
  stacks: Pick<AgendaRepos['stacks'], 'findMany'>;
  seats: SeatCounts;
  clock: Clock;
}

const CALENDAR_BACK_DAYS = 31;
/** About two years of a busy city; calendars ask again every few hours. */
const CALENDAR_ROWS = 3000;

type Key = Parameters<AgendaInstances['list']>[2];

/** The dated sessions of one city with their seats and, for hosts, who leads them. */
export class CityAgenda {
  readonly #deps: CityAgendaDeps;

  constructor(deps: CityAgendaDeps) {
    this.#deps = deps;
  }

  /** The city's own date now. */
  today({ timezone }: CityRow): string {
    return toWallClock(this.#deps.clock.now(), timezone).date;
  }

  /** Rows from `from` to `to` (local dates, both inclusive, open without), earliest first. */
  rows(
    { slug }: CityRow,
    { from, to }: { from: string; to?: string | undefined },
    limit: number,
    after: Key,
  ): Promise<InstanceRow[]> {
    return this.#deps.instances.list({ city: slug, from, ...(to ? { to } : {}) }, limit, after);
  }

  /** A month back, so that what was cancelled or moved is seen to be; then whatever comes. */
  forCalendar(city: CityRow): Promise<InstanceRow[]> {
    const { date: from } = toWallClock(this.#deps.clock.now() - CALENDAR_BACK_DAYS * DAY_MS, city.timezone);
    return this.rows(city, { from }, CALENDAR_ROWS, null);
  }

  /** As people see them, in the order given; one that is gone meanwhile is left out. */
  async items(rows: readonly InstanceRow[], forHosts: boolean): Promise<CityAgendaItem[]> {
    const ids = rows.map(({ _id }) => _id.toHexString());
    const counts = new Map((await this.#deps.seats.countsOfAll(ids)).map((one) => [one.instanceId, one]));
    const guides = forHosts ? await this.#guides(rows) : new Map<string, GuideView>();
    const summaries = await this.#summaries(rows);
    return rows.flatMap((row) => {
      const seats = counts.get(row._id.toHexString());
      if (!seats) return [];
      const guide = guides.get(guideIdOf(row) ?? '') ?? null;
      const summary = summaries.get(row.sessionStackId ?? '') ?? '';
      return [{ instance: presentInstance(row, forHosts), seats, summary, guide }];
    });
  }

  /** By session stack. */
  async #summaries(rows: readonly InstanceRow[]): Promise<Map<string, string>> {
    const stacks = await this.#deps.stacks.findMany(
      rows.flatMap(({ sessionStackId }) => sessionStackId ?? []),
    );
    return new Map(stacks.map(({ _id, summary }) => [_id.toHexString(), summary]));
  }

  async #guides(rows: readonly InstanceRow[]): Promise<Map<string, GuideView>> {
    const ids = rows.map(guideIdOf).filter((id) => id !== null);
    const names = await this.#deps.accounts.namesOf(ids);
    return new Map([...names].map(([id, { name }]) => [id, { id, name }]));
  }
}

function guideIdOf({ data }: InstanceRow): string | null {
  const id = data['guidePrimaryId'];
  return typeof id === 'string' ? id : null;
}
