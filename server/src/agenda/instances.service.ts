import type { InstanceFilter, InstanceRow, InstancesService } from '../instances/index.ts';
import { reservationsOf, roomLeft } from './bookings.ts';

type Key = readonly [date: string, startTime: string, id: string];

/** Read at once while looking for those with enough seats. */
const BATCH = 200;

export interface AgendaFilter extends Pick<InstanceFilter, 'city' | 'from' | 'to' | 'status'> {
  /** So many seats still free. */
  minSeats?: number | undefined;
}

/** The dated sessions of all agenda weeks, earliest first. */
export class AgendaInstances {
  readonly #instances: InstancesService;

  constructor(instances: InstancesService) {
    this.#instances = instances;
  }

  async list(
    { minSeats, ...filter }: AgendaFilter,
    limit: number,
    after: Key | null,
  ): Promise<InstanceRow[]> {
    const found: InstanceRow[] = [];
    for (let from = after; ;) {
      const size = minSeats === undefined ? limit : BATCH;
      const rows = await this.#instances.repo.list(
        { ...filter, kind: 'agenda-slot' },
        { limit: size, after: from },
      );
      found.push(...(minSeats === undefined ? rows : await this.#withRoom(rows, minSeats)));
      const last = rows.at(-1);
      if (rows.length < size || found.length >= limit || !last) return found.slice(0, limit);
      from = [last.date, last.startTime, last._id.toHexString()];
    }
  }

  async #withRoom(rows: readonly InstanceRow[], seats: number): Promise<InstanceRow[]> {
    const reservations = await reservationsOf(this.#instances.repo, rows);
    return rows.filter((row, index) => roomLeft(row, reservations[index] ?? []) >= seats);
  }
}
