import { AppError, invalidField } from '@ensemble/shared';
import { type TripCreate, type TripPatch, type TripShortage, TripView } from '@ensemble/shared/agenda';
import type { ReservationView } from '@ensemble/shared/seats';
import type { PlansService } from '../agenda/index.ts';
import type { Viewer } from '../http/viewer.ts';
import type { InstanceRow, InstancesService } from '../instances/index.ts';
import { presentAs, Records } from '../records/index.ts';
import type { SeatsService } from '../seats/index.ts';
import type { TripAllocations } from './allocations.ts';
import type { PendingRepo } from './pending.repo.ts';
import type { TripRepos, TripRow } from './trips.models.ts';

const DELETE_ATTEMPTS = 20;

export interface TripsDeps {
  repos: TripRepos;
  trips: Records<TripRow>;
  allocations: TripAllocations;
  pending: PendingRepo;
  instances: InstancesService;
  seats: SeatsService;
}

type Line = { instanceId: string; seats: number };

/** Trips: who travels when, and the seats they have in sessions that exist. */
export class TripsService {
  readonly #deps: TripsDeps;

  constructor(deps: TripsDeps) {
    this.#deps = deps;
  }

  get records(): Records<TripRow> {
    return this.#deps.trips;
  }

  create(id: string, fields: TripCreate): Promise<TripRow> {
    return this.records.create(id, { ...fields, wasAllocated: false, pending: null, finished: [] });
  }

  patch(id: string, patch: TripPatch, ifMatch: number | null): Promise<TripRow> {
    return this.records.patch(id, patch, ifMatch);
  }

  /** As hosts see them, with what they have now, in the order given. */
  async views(rows: readonly TripRow[]): Promise<TripView[]> {
    const has = await this.#deps.seats.ofTrips(rows.map(({ _id }) => _id.toHexString()));
    return rows.map((row) => view(row, has.get(row._id.toHexString()) ?? []));
  }

  async view(id: string): Promise<TripView> {
    const row = await this.records.get(id);
    return view(row, await this.#seatsOf(id));
  }

  /**
   * The whole allocation, all or nothing. @throws AppError `invalid` for a session that is not there, `not-allowed`
   * for one the viewer does not run; `seats-unavailable` with `short`: every session that is too small, and by how much.
   */
  async allocate(viewer: Viewer, id: string, lines: readonly Line[], call: string): Promise<TripView> {
    await this.records.get(id);
    const rows = await this.#sessionsOf(viewer, lines);
    try {
      await this.#deps.allocations.allocate(id, { call, lines, userId: viewer.userId });
    } catch (error) {
      throw error instanceof AppError ? await this.#explained(error, id, lines, rows) : error;
    }
    return this.view(id);
  }

  async release(viewer: Viewer, id: string, call: string): Promise<TripView> {
    await this.#deps.allocations.allocate(id, { call, lines: [], userId: viewer.userId });
    return this.view(id);
  }

  /** @throws AppError `conflict` while it has seats, or something is agreed about it: those would be left behind. */
  async delete(id: string): Promise<void> {
    const { offers, orders } = this.#deps.repos;
    for (let attempt = 0; attempt < DELETE_ATTEMPTS; attempt++) {
      const { version } = await this.records.get(id);
      const seats = (await this.#seatsOf(id)).reduce((sum, one) => sum + one.seats, 0);
      if (seats > 0) {
        const message = `This trip still has ${seats === 1 ? '1 seat' : `${seats} seats`}. Release them first.`;
        throw new AppError('conflict', message, { details: { seats } });
      }
      this.records.refuseWhileUsed({
        offer: await offers.count({ tripId: id, status: 'open' }),
        order: await orders.count({ tripId: id, status: 'open' }),
      });
      if (await this.#deps.pending.delete(id, version)) return;
    }
    throw new AppError('conflict', 'Seats are being taken for this trip right now. Try again.');
  }

  async #seatsOf(id: string): Promise<readonly ReservationView[]> {
    return (await this.#deps.seats.ofTrips([id])).get(id) ?? [];
  }

  async #sessionsOf(viewer: Viewer, lines: readonly Line[]): Promise<InstanceRow[]> {
    const { instances } = this.#deps;
    return Promise.all(
      lines.map(async ({ instanceId }, index) => {
        const path = `lines.${index}.instanceId`;
        const row = await instances.repo.find(instanceId);
        if (!row || !(await instances.owners.may(viewer, row, 'read')))
          throw invalidField(path, 'is no session');
        if (await instances.owners.may(viewer, row, 'log')) return row;
        const fields = [{ path, message: 'is led by others' }];
        throw new AppError('not-allowed', 'Only those who run a session may take seats for a trip.', {
          fields,
        });
      }),
    );
  }

  /** The refusal of one session, told of its line and with all others that would have been refused too. */
  async #explained(
    error: AppError,
    tripId: string,
    lines: readonly Line[],
    rows: readonly InstanceRow[],
  ): Promise<AppError> {
    const { instanceId } = error.details;
    const index = lines.findIndex((line) => line.instanceId === instanceId);
    const [line, row] = [lines[index], rows[index]];
    if (!line || !row) return error;
    const where = `“${row.title}”, ${row.date} ${row.startTime}`;
    const short = error.code === 'seats-unavailable' ? await this.#shortages(tripId, lines, rows) : [];
    const fields = [
      ...error.fields.map(({ path, message }) => ({ path: `lines.${index}.${path}`, message })),
      ...short.map(({ instanceId: of, left }) => ({
        path: `lines.${lines.findIndex((one) => one.instanceId === of)}.seats`,
        message: `must be at most ${left}: no more are left`,
      })),
    ];
    if (fields.length === 0) fields.push({ path: `lines.${index}.instanceId`, message: error.message });
    const details = { ...error.details, ...(short.length > 0 ? { short } : {}) };
    return new AppError(error.code, `${where}: ${error.message}`, { cause: error, fields, details });
  }

  async #shortages(
    tripId: string,
    lines: readonly Line[],
    rows: readonly InstanceRow[],
  ): Promise<TripShortage[]> {
    const { seats } = this.#deps;
    const counts = new Map(
      (await seats.countsOfAll(lines.map(({ instanceId }) => instanceId))).map((one) => [
        one.instanceId,
        one,
      ]),
    );
    const own = await this.#seatsOf(tripId);
    return lines.flatMap(({ instanceId, seats: wanted }, index) => {
      const [row, free] = [rows[index], counts.get(instanceId)?.left ?? null];
      if (!row || free === null) return [];
      const left =
        free + own.reduce((sum, one) => (one.instanceId === instanceId ? sum + one.seats : sum), 0);
      if (left >= wanted) return [];
      return [{ instanceId, title: row.title, date: row.date, startTime: row.startTime, wanted, left }];
    });
  }
}

/** What people gave up before, and what was never asked for, are told apart by what the trip remembers. */
function view(row: TripRow, reservations: readonly ReservationView[]): TripView {
  const status = reservations.length > 0 ? 'allocated' : row.wasAllocated ? 'released' : 'planned';
  return presentAs(TripView, Object.assign({}, row, { reservations, status }));
}

/** Judges a trip as it would be stored. */
export const tripRecords = (repos: TripRepos, plans: PlansService): Records<TripRow> =>
  new Records({
    noun: 'trip',
    repo: repos.trips,
    async judge(after, before) {
      if (after.to < after.from) throw invalidField('to', 'must not be before from');
      if (Date.parse(after.to) - Date.parse(after.from) >= 366 * 86_400_000)
        throw invalidField('to', 'must be within a year of from');
      if (after.travellers.length > after.pax) throw invalidField('travellers', 'must not be more than pax');
      if (after.citySlug === before?.citySlug) return;
      if (!(await plans.cities.repo.findOne({ slug: after.citySlug })))
        throw invalidField('citySlug', 'is no city');
    },
  });
