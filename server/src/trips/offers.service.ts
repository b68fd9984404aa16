import { AppError, type Clock, invalidField } from '@ensemble/shared';
import {
  type OfferCreate,
  type OfferPatch,
  OfferView,
  offerStatusAt,
  priceLines,
} from '@ensemble/shared/agenda';
import { derivedId } from '../http/ids.ts';
import type { InstancesService } from '../instances/index.ts';
import { presentAs, Records } from '../records/index.ts';
import type { OrdersService } from './orders.service.ts';
import type { OfferRow, OrderRow, TripRepos } from './trips.models.ts';

const WRITE_ATTEMPTS = 20;
const RESUME_MS = 7 * 24 * 60 * 60_000;

export interface OffersDeps {
  repos: TripRepos;
  instances: InstancesService;
  orders: OrdersService;
  clock: Clock;
}

/** Offers: what was priced, until when it holds, and that it becomes one order. */
export class OffersService {
  readonly records: Records<OfferRow>;
  readonly #deps: OffersDeps;

  constructor(deps: OffersDeps) {
    this.#deps = deps;
    this.records = new Records({
      noun: 'offer',
      repo: deps.repos.offers,
      judge: (after, before) => {
        if (before) refuseUnlessOpen(before, deps.clock.now(), { orExpired: true });
        if (after.expiresAt.getTime() === before?.expiresAt.getTime()) return;
        if (after.expiresAt.getTime() <= deps.clock.now())
          throw invalidField('expiresAt', 'must be in the future');
      },
    });
  }

  async create(id: string, { lines: unpriced, expiresAt, ...fields }: OfferCreate): Promise<OfferRow> {
    const made = await this.records.repo.find(id);
    if (made) return made;
    const { lines, totalMinor } = priced(unpriced);
    await this.#checkReferences(fields.tripId, unpriced);
    return this.records.create(id, {
      ...fields,
      lines,
      totalMinor,
      expiresAt: new Date(expiresAt),
      status: 'open',
      acceptedAt: null,
      orderId: null,
      rank: -this.#deps.clock.now(),
    });
  }

  /** One that has expired may be given more time. @throws AppError `already-accepted`, `withdrawn`. */
  patch(id: string, { expiresAt, ...patch }: OfferPatch, ifMatch: number | null): Promise<OfferRow> {
    const change = { ...patch, ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt) }) };
    return this.records.patch(id, change, ifMatch);
  }

  /** It stays, to be read as withdrawn. Safe to repeat. @throws AppError `already-accepted`. */
  async withdraw(id: string): Promise<void> {
    await this.#become(id, (offer) => {
      if (offer.status === 'accepted') refuseUnlessOpen(offer, 0, { orExpired: true });
      return offer.status === 'withdrawn' ? null : { status: 'withdrawn' };
    });
  }

  /**
   * The offer is the place where it is decided: it is accepted once, in one guarded update, and names its order.
   * A repeat, or a second one at the same time, answers that order. @throws AppError `expired`, `withdrawn`.
   */
  async accept(id: string): Promise<{ order: OrderRow; isNew: boolean }> {
    let isNew = true;
    const accepted = await this.#become(id, (offer, nowMs) => {
      isNew = offer.status !== 'accepted';
      if (!isNew) return null;
      refuseUnlessOpen(offer, nowMs);
      return { status: 'accepted', acceptedAt: new Date(nowMs), orderId: derivedId('order of offer', id) };
    });
    return { order: await this.#deps.orders.of(accepted), isNew };
  }

  /** Makes the orders of offers that were accepted just before their node died. */
  async resume(): Promise<void> {
    const since = new Date(this.#deps.clock.now() - RESUME_MS);
    for (const offer of await this.#deps.repos.offers.all({
      status: 'accepted',
      acceptedAt: { $gte: since },
    })) {
      await this.#deps.orders.of(offer);
    }
  }

  readonly present = (row: OfferRow): OfferView => {
    const expiresAt = row.expiresAt.toISOString();
    const status = offerStatusAt({ status: row.status, expiresAt }, this.#deps.clock.now());
    return presentAs(OfferView, Object.assign({}, row, { expiresAt, status }) as never);
  };

  async #become(
    id: string,
    decide: (offer: OfferRow, nowMs: number) => Partial<OfferRow> | null,
  ): Promise<OfferRow> {
    for (let attempt = 0; attempt < WRITE_ATTEMPTS; attempt++) {
      const before = await this.records.get(id);
      const change = decide(before, this.#deps.clock.now());
      const after = change === null ? before : await this.records.repo.update(id, before.version, change);
      if (after) return after;
    }
    throw new AppError('conflict', 'This offer changes all the time. Try again.');
  }

  async #checkReferences(tripId: string | null, lines: OfferCreate['lines']): Promise<void> {
    const { repos, instances } = this.#deps;
    if (tripId !== null && !(await repos.trips.find(tripId))) throw invalidField('tripId', 'is no trip');
    for (const [index, { instanceId }] of lines.entries()) {
      if (instanceId === null || (await instances.repo.find(instanceId))) continue;
      throw invalidField(`lines.${index}.instanceId`, 'is no session');
    }
  }
}

function refuseUnlessOpen(offer: OfferRow, nowMs: number, { orExpired = false } = {}): void {
  if (offer.status === 'accepted')
    throw new AppError('already-accepted', 'This offer was accepted: its order holds now.', {
      details: { orderId: offer.orderId },
    });
  if (offer.status === 'withdrawn')
    throw new AppError('withdrawn', 'This offer was withdrawn. Make a new one.');
  if (!orExpired && nowMs >= offer.expiresAt.getTime())
    throw new AppError('expired', 'This offer has expired. Give it more time, or make a new one.', {
      details: { expiresAt: offer.expiresAt.toISOString() },
    });
}

function priced(lines: OfferCreate['lines']): ReturnType<typeof priceLines> {
  try {
    return priceLines(lines);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw invalidField('lines', 'add up to too large an amount');
  }
}
