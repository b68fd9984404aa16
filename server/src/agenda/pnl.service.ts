import { AppError } from '@ensemble/shared';
import {
  AgendaData,
  type ExchangeRate,
  type InstancePnl,
  instancePnl,
  Overlays,
  type PnlGroup,
  type RollUpBy,
  rollUp,
  type SessionInGroup,
  sessionsOfGroup,
} from '@ensemble/shared/agenda';
import type { InstanceFilter, InstanceRow, InstancesService } from '../instances/index.ts';
import type { AgendaRepos } from './agenda.models.ts';
import { type Reservation, reservationsOf } from './bookings.ts';

/** As many as one answer adds up; a year of a busy city. */
const MOST_ROWS = 5000;

export interface PnlWindow {
  city?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

export interface PnlQuery extends PnlWindow {
  by: RollUpBy;
  /** To see one sum as well, by the rates that are written down. */
  into?: string | undefined;
}

/** What sessions earn, counted from the instances themselves each time it is asked. */
export class PnlService {
  readonly #instances: InstancesService;
  readonly #repos: AgendaRepos;

  constructor(deps: { instances: InstancesService; repos: AgendaRepos }) {
    this.#instances = deps.instances;
    this.#repos = deps.repos;
  }

  /** @throws AppError `not-found`; `conflict` beyond what can be counted exactly. */
  async ofInstance(id: string): Promise<InstancePnl> {
    const row = await this.#instances.get(id);
    const [reservations = []] = await reservationsOf(this.#instances.repo, [row]);
    const rates = await this.#rates();
    return counted(() => pnlOf(row, reservations, rates));
  }

  /** @throws AppError `bad-request` when there are too many sessions in the window; `conflict` as above. */
  async rolledUp({ by, into, ...window }: PnlQuery): Promise<PnlGroup[]> {
    const rates = await this.#rates();
    const each = await this.#all(window, rates);
    return counted(() => rollUp(each, by, into ? { into: { currency: into, rates } } : {}));
  }

  /** The sessions behind the sum of that key, earliest first. @throws as `rolledUp`. */
  async sessionsOf({
    by,
    key,
    ...window
  }: PnlWindow & { by: RollUpBy; key: string | null }): Promise<SessionInGroup[]> {
    const each = await this.#all(window, await this.#rates());
    return counted(() => sessionsOfGroup(each, by, key));
  }

  async #all({ city, from, to }: PnlWindow, rates: readonly ExchangeRate[]): Promise<InstancePnl[]> {
    const filter: InstanceFilter = {
      kind: 'agenda-slot',
      ...(city ? { city } : {}),
      ...(from ? { from } : {}),
      ...(to ? { to } : {}),
    };
    const rows = await this.#instances.repo.list(filter, { limit: MOST_ROWS + 1 });
    if (rows.length > MOST_ROWS) {
      const message = `takes in more than ${MOST_ROWS} sessions: ask for less time, or one city`;
      throw new AppError('bad-request', `This ${message}.`, { fields: [{ path: 'to', message }] });
    }
    const reservations = await reservationsOf(this.#instances.repo, rows);
    return counted(() => rows.map((row, index) => pnlOf(row, reservations[index] ?? [], rates)));
  }

  async #rates(): Promise<ExchangeRate[]> {
    const rows = await this.#repos.rates.all({});
    return rows.map(({ from, to, rate, source, date }) => ({ from, to, rate, source, date }));
  }
}

function pnlOf(
  row: InstanceRow,
  reservations: readonly Reservation[],
  rates: readonly ExchangeRate[],
): InstancePnl {
  const instance = {
    ...row,
    id: row._id.toHexString(),
    citySlug: row.citySlug ?? null,
    agendaWeekId: row.agendaWeekId ?? null,
    sessionStackId: row.sessionStackId ?? null,
    overlays: Overlays.parse(row.overlays),
    data: AgendaData.parse(row.data),
  };
  return instancePnl(instance, reservations, rates);
}

/** Rather no answer than one that is a cent wrong. */
function counted<T>(count: () => T): T {
  try {
    return count();
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new AppError('conflict', 'The amounts are too large to be counted exactly.', { cause });
  }
}
