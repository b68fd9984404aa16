import { isDeepStrictEqual } from 'node:util';
import { Types } from 'mongoose';
import { AppError } from '@ensemble/shared';
import { isOver, RESERVATION_STATES } from '@ensemble/shared/seats';
import { z } from 'zod';
import type { InstanceRow, InstancesService, OwnerFacts } from '../../instances/index.ts';
import { fieldsOfRow, refuseWhileBooked } from './instance-plan.ts';
import type { InstanceFields, InstancePlan } from './publication.ts';

/** Bookings come in between, each at most once a write of ours. */
const ATTEMPTS = 50;

const Bookings = z.array(
  z.object({ seats: z.int(), state: z.enum(RESERVATION_STATES), holdUntil: z.date().nullish() }),
);

/** A training session is on from its start to its end. */
const factsOf = ({
  title,
  venue,
  timezone,
}: Pick<InstanceFields, 'title' | 'venue' | 'timezone'>): OwnerFacts => ({
  title,
  venue,
  timezone,
  activeBufferMinutesBefore: 0,
  activeBufferMinutesAfter: 0,
});
export { factsOf as trainingFacts };

/** Makes, moves and cancels the dated instance of a training session, and takes that back. Safe to repeat. */
export class InstanceFollower {
  readonly #instances: InstancesService;

  constructor(instances: InstancesService) {
    this.#instances = instances;
  }

  /** Seats taken, held and in line: somebody counts on it. */
  async bookedSeats(instanceId: string, nowMs: number): Promise<number> {
    const found = await this.#instances.repo.reservationsOf([instanceId]);
    return Bookings.parse(found.get(instanceId) ?? []).reduce((sum, { seats, state, holdUntil }) => {
      const lapsed = state === 'held' && holdUntil != null && holdUntil.getTime() <= nowMs;
      return isOver(state) || lapsed ? sum : sum + seats;
    }, 0);
  }

  /**
   * `fence` throws when somebody else has taken the publication over; it is asked after each look and before each
   * write, and who takes over raises the instance's version first, so a late write of ours never lands.
   * @throws AppError `conflict`, `below-taken`, `duplicate`: what people's seats do not allow.
   */
  async apply(
    sessionId: string,
    plan: InstancePlan,
    fence: () => Promise<void>,
    nowMs: number,
  ): Promise<void> {
    if (plan.kind === 'create') {
      const made = await this.#instances.repo.find(plan.id);
      await fence();
      if (!made) await this.#insert(sessionId, plan);
      return;
    }
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const row = await this.#instances.get(plan.id);
      if (plan.set.cancelled) refuseWhileBooked(await this.bookedSeats(plan.id, nowMs));
      await fence();
      if (has(row, plan.set) || (await this.#write(row, plan.set))) return;
    }
    throw new AppError('unavailable', 'Too many people change the dated session at once. Try again.');
  }

  /** Only what still is as `apply` left it: what people changed since stays. */
  async takeBack(plan: InstancePlan): Promise<void> {
    if (plan.kind === 'create') {
      await this.#instances.repo.deleteUnreserved([plan.id]);
      return;
    }
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const row = await this.#instances.get(plan.id);
      const now = fieldsOfRow(row);
      const ours = Object.entries(plan.before).filter(([name]) => {
        const field = name as keyof InstanceFields;
        return now[field] === plan.set[field];
      });
      if (await this.#restore(row, Object.fromEntries(ours))) return;
    }
    throw new AppError('unavailable', 'Too many people change the dated session at once.');
  }

  /** Also where nothing is to be put back, the version rises: whoever still wants to write what we take back, fails. */
  async #restore(row: InstanceRow, before: Partial<InstanceFields>): Promise<boolean> {
    try {
      return await this.#write(row, before);
    } catch (error) {
      // People booked what was more room for a moment: they keep it.
      if (!(error instanceof AppError) || before.capacityMax === undefined) throw error;
      const { capacityMax: _kept, ...rest } = before;
      return this.#write(row, rest);
    }
  }

  async #insert(sessionId: string, plan: Extract<InstancePlan, { kind: 'create' }>): Promise<void> {
    const { venue, ...set } = plan.set;
    await this.#instances.insertGenerated({
      _id: new Types.ObjectId(plan.id),
      source: { kind: 'training', id: new Types.ObjectId(sessionId) },
      originDate: set.date,
      originStart: plan.originStart,
      venue,
      locationOverride: null,
      comments: null,
      logCompletedAt: null,
      capacityMin: null,
      costMin: null,
      priceMinor: null,
      variableCostMinor: null,
      currency: null,
      overlays: [],
      data: {},
      ...this.#instances.changeGenerated(set, factsOf(plan.set)),
    });
  }

  async #write(row: InstanceRow, set: Partial<InstanceFields>): Promise<boolean> {
    const { venue, ...fields } = { ...fieldsOfRow(row), ...set };
    const change = this.#instances.changeGenerated(fields, factsOf({ ...fields, venue }));
    return (await this.#instances.updateGenerated(row, { ...change, venue })) !== null;
  }
}

const has = (row: InstanceRow, set: Partial<InstanceFields>): boolean =>
  isDeepStrictEqual({ ...fieldsOfRow(row), ...set }, fieldsOfRow(row));
