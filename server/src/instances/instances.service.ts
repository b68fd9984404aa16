import { Types } from 'mongoose';
import { AppError, type Clock, type InstancePatch, invalidField } from '@ensemble/shared';
import { isActiveAt, resolveSpan } from '@ensemble/shared/instances';
import { defined, differs, instanceId, stale, windowOf } from './changes.ts';
import type { InstanceChange, InstanceDraft, InstanceRow, InstancesRepo } from './instances.repo.ts';
import type { InstanceOwners, OwnerFacts } from './owners.ts';

/** Writers of one instance are few; so many lost races in a row mean something else is wrong. */
const WRITE_ATTEMPTS = 20;

/**
 * What follows for an instance's seats from a change of its status or capacity: fields to write in the same
 * update. Throws when people's seats do not allow the change.
 */
export type SeatRule = (before: InstanceRow, change: InstanceChange) => Promise<Record<string, unknown>>;

/** Told after a write; `before` is null for a new one. */
export type InstanceListener = (row: InstanceRow, before: InstanceRow | null) => void;

/** What a generator decides of an instance; `cancelled` while its source has no place for it. */
export interface GeneratedInstance extends Pick<
  InstanceRow,
  | 'title'
  | 'date'
  | 'startTime'
  | 'endTime'
  | 'timezone'
  | 'capacityMin'
  | 'capacityMax'
  | 'costMin'
  | 'priceMinor'
  | 'variableCostMinor'
  | 'currency'
  | 'data'
> {
  citySlug: string;
  sessionStackId: string;
  agendaWeekId: string;
  cancelled: boolean;
  /** Kept, so that a later run can tell what people changed. */
  generated: Record<string, unknown>;
}

type TimedFields = Pick<GeneratedInstance, 'date' | 'startTime' | 'endTime' | 'timezone' | 'cancelled'>;

export interface NewInstance {
  source: { kind: InstanceRow['source']['kind']; id: string };
  date: string;
  startTime: string;
  endTime: string;
  locationOverride?: string | null | undefined;
  comments?: string | null | undefined;
}

/** Every write to a SessionInstance goes through here, is guarded by its version, and is announced. */
export class InstancesService {
  readonly repo: InstancesRepo;
  readonly owners: InstanceOwners;
  readonly #clock: Clock;
  readonly #listeners: InstanceListener[] = [];
  /** The seats domain's. */
  seatRule: SeatRule = async () => ({});

  constructor(repo: InstancesRepo, owners: InstanceOwners, clock: Clock) {
    this.repo = repo;
    this.owners = owners;
    this.#clock = clock;
  }

  onChange(listener: InstanceListener): void {
    this.#listeners.push(listener);
  }

  /** @throws AppError `not-found` */
  async get(id: string): Promise<InstanceRow> {
    const row = await this.repo.find(id);
    if (!row) throw new AppError('not-found', 'There is no such instance.');
    return row;
  }

  /**
   * One that somebody asks for by hand. Where an earlier one of that date and start has moved away its place is
   * free again for people, though not for generators: those find the moved one by its origin.
   * @throws AppError `duplicate` while one of the same source stands on that date and start.
   */
  async createByHand(input: NewInstance): Promise<InstanceRow> {
    let origin = input.startTime;
    for (let count = 2; await this.#hasMovedFrom(input, origin); count++)
      origin = `${input.startTime} (${count})`;
    return this.create(input, origin);
  }

  async #hasMovedFrom({ source, date, startTime }: NewInstance, origin: string): Promise<boolean> {
    const first = await this.madeFor(source, date, origin);
    return first !== null && (first.date !== date || first.startTime !== startTime);
  }

  /** @throws AppError `duplicate` for a second one of the same source, date and start. */
  async create(input: NewInstance, originStart = input.startTime): Promise<InstanceRow> {
    const facts = await this.owners
      .of({ source: { kind: input.source.kind, id: new Types.ObjectId(input.source.id) } })
      .facts(input.source.id);
    if (!facts) throw new AppError('not-found', 'There is nothing to make an instance of.');
    const { kind, id } = input.source;
    const draft: InstanceDraft = {
      _id: new Types.ObjectId(instanceId(input.source, input.date, originStart)),
      source: { kind, id: new Types.ObjectId(id) },
      originDate: input.date,
      originStart,
      title: facts.title,
      venue: facts.venue,
      locationOverride: input.locationOverride ?? null,
      comments: input.comments ?? null,
      logCompletedAt: null,
      capacityMin: null,
      capacityMax: null,
      costMin: null,
      priceMinor: null,
      variableCostMinor: null,
      currency: null,
      overlays: [],
      data: {},
      ...this.#times({ ...input, timezone: facts.timezone, cancelled: false }, facts),
    };
    const row = await this.repo.insert(draft);
    this.#announce(row, null);
    return row;
  }

  /** A generated instance as it would be stored; nothing is written. The buffers are those of `facts`. */
  draftGenerated(
    origin: { source: NewInstance['source']; originDate: string; originStart: string; overlays: unknown[] },
    fields: GeneratedInstance,
    facts: OwnerFacts,
  ): InstanceDraft {
    const { source, originDate, originStart, overlays } = origin;
    return {
      _id: new Types.ObjectId(instanceId(source, originDate, originStart)),
      source: { kind: source.kind, id: new Types.ObjectId(source.id) },
      originDate,
      originStart,
      agendaSlotId: source.id,
      venue: facts.venue,
      locationOverride: null,
      comments: null,
      logCompletedAt: null,
      overlays,
      ...this.changeGenerated(fields, facts),
    };
  }

  /** What a generator's new mind makes of an instance; nothing is written. */
  changeGenerated<Fields extends TimedFields>({ cancelled, ...fields }: Fields, facts: OwnerFacts) {
    return { ...fields, ...this.#times({ ...fields, cancelled }, facts) };
  }

  /** @throws AppError `duplicate` when it was made before, or one of the source stands there. */
  async insertGenerated(draft: InstanceDraft): Promise<InstanceRow> {
    const row = await this.repo.insert(draft);
    this.#announce(row, null);
    return row;
  }

  /** Null when somebody wrote in between. @throws AppError `duplicate` when one of the source stands there. */
  async updateGenerated(before: InstanceRow, change: InstanceChange): Promise<InstanceRow | null> {
    const seating = await this.seatRule(before, change);
    const seated = { ...change, ...seating };
    const after = await this.repo.update(before._id.toHexString(), before.version, seated);
    if (after) this.#announce(after, before);
    return after;
  }

  /** @throws AppError `stale-version` when `ifMatch` is no longer the version; `invalid`, `duplicate`. */
  async patch(id: string, patch: InstancePatch, ifMatch: number | null): Promise<InstanceRow> {
    const wanted = defined(patch);
    const moves = 'date' in wanted || 'startTime' in wanted || 'endTime' in wanted;
    return this.#change(id, ifMatch, async (before) => {
      const merged: InstanceRow = { ...before, ...wanted };
      if (
        merged.capacityMin !== null &&
        merged.capacityMax !== null &&
        merged.capacityMin > merged.capacityMax
      ) {
        throw invalidField('capacityMin', 'must not be above capacityMax');
      }
      if (!differs(before, wanted)) return null;
      if (!moves) return wanted;
      const cancelled = before.status === 'cancelled';
      return { ...wanted, ...this.#times({ ...merged, cancelled }, await this.#factsOf(before)) };
    });
  }

  /** The one that was first made for this date and start, wherever it has moved since; null when none was. */
  madeFor(source: NewInstance['source'], date: string, startTime: string): Promise<InstanceRow | null> {
    return this.repo.find(instanceId(source, date, startTime));
  }

  /** Safe to repeat: cancelling what is cancelled changes nothing. */
  cancel(id: string, ifMatch: number | null): Promise<InstanceRow> {
    return this.#change(id, ifMatch, (before) =>
      before.status === 'cancelled' ? null : { status: 'cancelled', isActive: false },
    );
  }

  reinstate(id: string, ifMatch: number | null): Promise<InstanceRow> {
    return this.#change(id, ifMatch, (before) =>
      before.status === 'cancelled' ? this.#stateNow(before) : null,
    );
  }

  completeLog(id: string): Promise<InstanceRow> {
    return this.#change(id, null, (before) =>
      before.logCompletedAt ? null : { logCompletedAt: new Date(this.#clock.now()) },
    );
  }

  reopenLog(id: string): Promise<InstanceRow> {
    return this.#change(id, null, (before) => (before.logCompletedAt ? { logCompletedAt: null } : null));
  }

  /**
   * The owner's name, place, zone or buffers changed from `previous`: what its instances took from it follows,
   * where nobody changed it by hand and the evening is not over yet.
   */
  async followOwner(source: NewInstance['source'], previous: OwnerFacts): Promise<void> {
    const facts = await this.owners
      .of({ source: { kind: source.kind, id: new Types.ObjectId(source.id) } })
      .facts(source.id);
    if (!facts) return;
    for (const id of await this.repo.idsOf(source)) {
      await this.#change(id, null, (row) => {
        if (row.activeUntil.getTime() <= this.#clock.now()) return null;
        const timezone = row.timezone === previous.timezone ? facts.timezone : row.timezone;
        const change: InstanceChange = {
          title: row.title === previous.title ? facts.title : row.title,
          venue: facts.venue,
          ...this.#times({ ...row, timezone, cancelled: row.status === 'cancelled' }, facts),
        };
        return differs(row, change) ? change : null;
      });
    }
  }

  /** Flips what is overdue by the clock. Guarded, so that two nodes flip each once. Answers how many. */
  async settleActive(): Promise<number> {
    let flipped = 0;
    for (const row of await this.repo.overdue(this.#clock.now(), 200)) {
      const after = await this.repo.update(row._id.toHexString(), row.version, this.#stateNow(row));
      if (!after) continue;
      flipped++;
      this.#announce(after, row);
    }
    return flipped;
  }

  async #factsOf(row: InstanceRow): Promise<OwnerFacts> {
    const facts = await this.owners.of(row).facts(row.source.id.toHexString());
    if (!facts) throw new AppError('not-found', 'What this instance belongs to is gone.');
    return facts;
  }

  /**
   * Reads, decides, writes if nobody wrote in between. With If-Match a change in between is the client's to
   * look at; without, we decide again on the new state, since derived fields must never come from an old one.
   */
  async #change(
    id: string,
    ifMatch: number | null,
    decide: (before: InstanceRow) => InstanceChange | null | Promise<InstanceChange | null>,
  ): Promise<InstanceRow> {
    for (let attempt = 0; attempt < WRITE_ATTEMPTS; attempt++) {
      const before = await this.get(id);
      if (ifMatch !== null && ifMatch !== before.version) throw stale(before.version);
      const change = await decide(before);
      if (change === null) return before;
      const seating = await this.seatRule(before, change);
      const after = await this.repo.update(id, before.version, { ...change, ...seating });
      if (after) {
        this.#announce(after, before);
        return after;
      }
    }
    throw stale(null);
  }

  #times(
    input: { date: string; startTime: string; endTime: string; timezone: string; cancelled: boolean },
    facts: OwnerFacts,
  ): Pick<
    InstanceRow,
    | 'date'
    | 'startTime'
    | 'endTime'
    | 'timezone'
    | 'startsAt'
    | 'endsAt'
    | 'activeFrom'
    | 'activeUntil'
    | 'status'
    | 'isActive'
  > {
    const { date, startTime, endTime, timezone, cancelled } = input;
    const span = resolveSpan(date, startTime, endTime, timezone);
    const times = {
      date,
      startTime,
      endTime,
      timezone,
      startsAt: new Date(span.startsAt),
      endsAt: new Date(span.endsAt),
    };
    const active = windowOf(times, facts);
    const state = cancelled ? { status: 'cancelled' as const, isActive: false } : this.#stateNow(active);
    return { ...times, ...active, ...state };
  }

  #stateNow(row: { activeFrom: Date; activeUntil: Date }): Pick<InstanceRow, 'status' | 'isActive'> {
    const now = this.#clock.now();
    const iso = { activeFrom: row.activeFrom.toISOString(), activeUntil: row.activeUntil.toISOString() };
    if (isActiveAt(iso, now)) return { status: 'active', isActive: true };
    return { status: now < row.activeFrom.getTime() ? 'scheduled' : 'completed', isActive: false };
  }

  #announce(row: InstanceRow, before: InstanceRow | null): void {
    for (const listener of this.#listeners) listener(row, before);
  }
}
