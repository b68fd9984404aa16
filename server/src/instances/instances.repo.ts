import { type Connection, Types } from 'mongoose';
import { AppError, type Clock } from '@ensemble/shared';
import { DAY_MS, dateOfFakeUtc, toFakeUtc } from '@ensemble/shared/instances';
import { Together } from '../together.ts';
import { instanceModel, type InstanceRow } from './instances.model.ts';

export type { InstanceRow };

/** Long, and of the seats domain alone: nobody else reads them with an instance. */
const WITHOUT_SEATING = { reservations: 0, waitlist: 0, seatAnswers: 0, seatNews: 0 } as const;

const AT_ONCE = 100;

export type InstanceDraft = Omit<InstanceRow, 'createdAt' | 'updatedAt' | 'version'>;
/** What a write may change; `source` and origin never. */
export type InstanceChange = Partial<
  Omit<InstanceRow, '_id' | 'source' | 'originDate' | 'originStart' | 'version' | 'createdAt' | 'updatedAt'>
>;

export interface InstanceFilter {
  source?: { kind: InstanceRow['source']['kind']; id: string };
  ids?: readonly string[];
  /** Local dates, inclusive. */
  from?: string;
  to?: string;
  kind?: InstanceRow['source']['kind'];
  city?: string;
  status?: InstanceRow['status'];
}

/** Something of the agenda that instances may still refer to. */
export type AgendaReference =
  { citySlug: string } | { sessionStackId: string } | { agendaWeekId: string } | { agendaSlotId: string };

const isDuplicate = (error: unknown): boolean => (error as { code?: unknown }).code === 11000;

const objectId = (id: string): Types.ObjectId => new Types.ObjectId(id);

/** Reads and conditional writes; every write raises `version` in the same update. */
export class InstancesRepo {
  readonly #rows;
  readonly #clock: Clock;
  readonly #asked: Together<InstanceRow>;

  constructor(connection: Connection, clock: Clock) {
    this.#rows = instanceModel(connection);
    this.#clock = clock;
    this.#asked = new Together(async (ids) => {
      const rows = await this.#rows.collection
        .find<InstanceRow>({ _id: { $in: ids.map(objectId) } }, { projection: WITHOUT_SEATING })
        .toArray();
      return new Map(rows.map((row) => [row._id.toHexString(), row]));
    }, AT_ONCE);
  }

  async init(): Promise<void> {
    await this.#rows.createIndexes();
  }

  /** Looked at by every request about one: for all that ask at the same moment together. */
  find(id: string): Promise<InstanceRow | null> {
    return this.#asked.find(objectId(id).toHexString());
  }

  /** By local date and start, earliest first unless `newestFirst`. `after` is the last row's (date, startTime, id). */
  async list(
    filter: InstanceFilter,
    page: { limit: number; newestFirst?: boolean; after?: readonly [string, string, string] | null },
  ): Promise<InstanceRow[]> {
    const direction = page.newestFirst ? -1 : 1;
    const beyond = page.newestFirst ? '$lt' : '$gt';
    const conditions: Record<string, unknown>[] = [query(filter)];
    if (page.after) {
      const [date, startTime, id] = page.after;
      conditions.push({
        $or: [
          { date: { [beyond]: date } },
          { date, startTime: { [beyond]: startTime } },
          { date, startTime, _id: { [beyond]: objectId(id) } },
        ],
      });
    }
    return this.#rows
      .find({ $and: conditions }, WITHOUT_SEATING)
      .sort({ date: direction, startTime: direction, _id: direction })
      .limit(page.limit)
      .lean<InstanceRow[]>();
  }

  /** Going on now or starting before `until`, for the given sources, soonest first. */
  async upcoming(
    sourceIds: readonly string[],
    fromMs: number,
    untilMs: number,
    limit: number,
  ): Promise<InstanceRow[]> {
    return this.#rows
      .find({
        'source.id': { $in: sourceIds.map(objectId) },
        startsAt: { $lt: new Date(untilMs) },
        activeUntil: { $gt: new Date(fromMs) },
      })
      .sort({ startsAt: 1, _id: 1 })
      .limit(limit)
      .lean<InstanceRow[]>();
  }

  /** A city's of one local date, and of the date before those that are still on; earliest first. */
  async onDay(citySlug: string, date: string, nowMs: number): Promise<InstanceRow[]> {
    const now = new Date(nowMs);
    const before = dateOfFakeUtc(toFakeUtc(date) - DAY_MS);
    const stillOn = { date: before, startsAt: { $lte: now }, endsAt: { $gt: now } };
    return this.#rows
      .find({ citySlug, $or: [{ date }, stillOn] }, WITHOUT_SEATING)
      .sort({ date: 1, startTime: 1, _id: 1 })
      .limit(500)
      .lean<InstanceRow[]>();
  }

  /** @throws AppError `duplicate` when this source already has one of that date and start. */
  async insert(draft: InstanceDraft): Promise<InstanceRow> {
    const now = new Date(this.#clock.now());
    try {
      const created = await this.#rows.create({ ...draft, version: 1, createdAt: now, updatedAt: now });
      return created.toObject<InstanceRow>();
    } catch (error) {
      if (isDuplicate(error)) throw duplicateDate(draft.date, draft.startTime, error);
      throw error;
    }
  }

  /**
   * Applies `change` if the instance still has `version` (null: whatever it has) and fits `guard`.
   * Null when it does not. @throws AppError `duplicate` when moved onto another one.
   */
  async update(
    id: string,
    version: number | null,
    change: InstanceChange,
    guard: Record<string, unknown> = {},
  ): Promise<InstanceRow | null> {
    try {
      return await this.#rows
        .findOneAndUpdate(
          { _id: objectId(id), ...(version === null ? {} : { version }), ...guard },
          { $set: { ...change, updatedAt: new Date(this.#clock.now()) }, $inc: { version: 1 } },
          { returnDocument: 'after', projection: WITHOUT_SEATING },
        )
        .lean<InstanceRow>();
    } catch (error) {
      if (isDuplicate(error)) throw duplicateDate(change.date ?? '', change.startTime ?? '', error);
      throw error;
    }
  }

  /** Of these sources, those that were first put, or stand now, between two local dates, both inclusive. */
  async ofSources(
    kind: InstanceRow['source']['kind'],
    sourceIds: readonly string[],
    { from, to }: { from: string; to: string },
  ): Promise<InstanceRow[]> {
    const within = { $gte: from, $lte: to };
    return this.#rows
      .find({
        'source.kind': kind,
        'source.id': { $in: sourceIds.map(objectId) },
        $or: [{ originDate: within }, { date: within }],
      })
      .sort({ date: 1, startTime: 1, _id: 1 })
      .lean<InstanceRow[]>();
  }

  /** What seats have written of who sits in each, by instance id; nothing for those nobody ever asked for. */
  async reservationsOf(ids: readonly string[]): Promise<ReadonlyMap<string, readonly unknown[]>> {
    const rows = await this.#rows
      .find({ _id: { $in: ids.map(objectId) } }, { reservations: 1 })
      .lean<{ _id: Types.ObjectId; reservations?: unknown[] }[]>();
    return new Map(rows.map(({ _id, reservations }) => [_id.toHexString(), reservations ?? []]));
  }

  countReferring(to: AgendaReference): Promise<number> {
    return this.#rows.countDocuments(
      'agendaSlotId' in to
        ? { 'source.kind': 'agenda-slot', 'source.id': objectId(to.agendaSlotId) }
        : { ...to },
    );
  }

  async idsOf(source: { kind: InstanceRow['source']['kind']; id: string }): Promise<string[]> {
    const rows = await this.#rows
      .find({ 'source.kind': source.kind, 'source.id': objectId(source.id) }, { _id: 1 })
      .lean();
    return rows.map(({ _id }) => _id.toHexString());
  }

  async deleteOf(source: { kind: InstanceRow['source']['kind']; id: string }): Promise<void> {
    await this.#rows.deleteMany({ 'source.kind': source.kind, 'source.id': objectId(source.id) });
  }

  /** Deletes those of these in which nobody ever reserved a seat, each in one step; answers how many. */
  async deleteUnreserved(ids: readonly string[]): Promise<number> {
    const { deletedCount } = await this.#rows.deleteMany({
      _id: { $in: ids.map(objectId) },
      'reservations.0': { $exists: false },
    } as object);
    return deletedCount;
  }

  /** Those whose status no longer fits the clock. */
  async overdue(nowMs: number, limit: number): Promise<InstanceRow[]> {
    const now = new Date(nowMs);
    return this.#rows
      .find({
        $or: [
          { status: 'scheduled', activeFrom: { $lte: now } },
          { status: 'active', activeUntil: { $lte: now } },
        ],
      })
      .sort({ activeFrom: 1 })
      .limit(limit)
      .lean<InstanceRow[]>();
  }

  /** Epoch ms of the next moment at which some status changes; null when none is known. */
  async nextBoundary(nowMs: number): Promise<number | null> {
    const now = new Date(nowMs);
    const [start] = await this.#rows
      .find({ status: 'scheduled', activeFrom: { $gt: now } }, { activeFrom: 1 })
      .sort({ activeFrom: 1 })
      .limit(1)
      .lean();
    const [end] = await this.#rows
      .find({ status: 'active', activeUntil: { $gt: now } }, { activeUntil: 1 })
      .sort({ activeUntil: 1 })
      .limit(1)
      .lean();
    const times = [start?.activeFrom.getTime(), end?.activeUntil.getTime()].filter(
      (time) => time !== undefined,
    );
    return times.length > 0 ? Math.min(...times) : null;
  }
}

function query(filter: InstanceFilter): Record<string, unknown> {
  const { source, ids, from, to, kind, city, status } = filter;
  const date = { ...(from ? { $gte: from } : {}), ...(to ? { $lte: to } : {}) };
  return {
    ...(source ? { 'source.kind': source.kind, 'source.id': objectId(source.id) } : {}),
    ...(kind ? { 'source.kind': kind } : {}),
    ...(city ? { citySlug: city } : {}),
    ...(status ? { status } : {}),
    ...(ids ? { _id: { $in: ids.map(objectId) } } : {}),
    ...(Object.keys(date).length > 0 ? { date } : {}),
  };
}

function duplicateDate(date: string, startTime: string, cause: unknown): AppError {
  const message = `There is an evening on ${date} at ${startTime} already.`;
  return new AppError('duplicate', message, { cause, fields: [{ path: 'date', message }] });
}
