import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError, type Clock } from '@ensemble/shared';
import { orderNumber, OrderView } from '@ensemble/shared/agenda';
import { toWallClock } from '@ensemble/shared/instances';
import type { PlansService } from '../agenda/index.ts';
import type { InstancesService } from '../instances/index.ts';
import { presentAs, Records } from '../records/index.ts';
import type { OfferRow, OrderRow, TripRepos } from './trips.models.ts';

const ATTEMPTS = 500;
/** Room for so many orders a year in `rank`, which sorts by year and then by number, the newest first. */
const A_YEAR = 10_000_000;

export interface OrdersDeps {
  repos: TripRepos;
  plans: PlansService;
  instances: InstancesService;
  clock: Clock;
}

const rankOf = (year: number, serial: number): number => -(year * A_YEAR + serial);

/** Orders: what was agreed. Lines never change; a cancellation stands beside them. */
export class OrdersService {
  readonly records: Records<OrderRow>;
  readonly #deps: OrdersDeps;
  /** Accepts of one node queue for the next number, so that only nodes race for it. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(deps: OrdersDeps) {
    this.#deps = deps;
    this.records = new Records({ noun: 'order', repo: deps.repos.orders });
  }

  /** The order of an accepted offer; makes it when it is not there yet. */
  async of(offer: OfferRow): Promise<OrderRow> {
    const made = await this.#deps.repos.orders.find(offer.orderId ?? '');
    if (made) return made;
    const year = await this.#yearOf(offer);
    const work = this.#last.then(() => this.#number(offer, year));
    this.#last = work.catch(() => undefined);
    return work;
  }

  /** Its own record beside the lines; a repeat changes nothing, whatever reason it gives. */
  async cancel(id: string, reason: string, byUserId: string): Promise<OrderRow> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const before = await this.records.get(id);
      if (before.cancellation) return before;
      const cancellation = { at: new Date(this.#deps.clock.now()), reason, byUserId };
      const change = { status: 'cancelled' as const, cancellation };
      const after = await this.records.repo.update(id, before.version, change);
      if (after) return after;
    }
    throw new AppError('conflict', 'This order changes all the time. Try again.');
  }

  readonly present = (row: OrderRow): OrderView => {
    const { cancellation: was } = row;
    const cancellation = was && { ...was, at: was.at.toISOString() };
    return presentAs(OrderView, Object.assign({}, row, { cancellation }) as never);
  };

  /**
   * The number is taken and the order written in one insert: the unique index lets one have it, and whoever was
   * slower takes the next. Nothing is counted ahead, so no refusal and no crash leaves a gap.
   */
  async #number(offer: OfferRow, year: number): Promise<OrderRow> {
    const { orders } = this.#deps.repos;
    const { orderId, tripId, customerName, lines, totalMinor, currency } = offer;
    const id = orderId ?? '';
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const [latest] = await orders.list({ year }, { limit: 1, after: null });
      const serial = (latest?.serial ?? 0) + 1;
      try {
        return await orders.insert(id, {
          offerId: offer._id.toHexString(),
          tripId,
          customerName,
          lines,
          totalMinor,
          currency,
          status: 'open',
          cancellation: null,
          number: orderNumber(year, serial),
          year,
          serial,
          rank: rankOf(year, serial),
        });
      } catch (error) {
        if ((error as { code?: unknown }).code !== 11000) throw error;
        const made = await orders.find(id);
        if (made) return made;
        await pause(randomInt(1 + Math.min(attempt, 20)));
      }
    }
    throw new AppError('unavailable', 'Too many orders at once. Try again.');
  }

  /** The city's own at the moment it was accepted; of the first session's zone without a trip, else UTC's. */
  async #yearOf({ tripId, lines, acceptedAt }: OfferRow): Promise<number> {
    const { repos, plans, instances, clock } = this.#deps;
    const trip = tripId === null ? null : await repos.trips.find(tripId);
    const city = trip && (await plans.cities.repo.findOne({ slug: trip.citySlug }));
    const first = lines.find(({ instanceId }) => instanceId !== null)?.instanceId;
    const session = city || !first ? null : await instances.repo.find(first);
    const zone = city?.timezone ?? session?.timezone ?? 'UTC';
    return Number(toWallClock(acceptedAt?.getTime() ?? clock.now(), zone).date.slice(0, 4));
  }
}
