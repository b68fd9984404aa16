import { type Connection, mongo } from 'mongoose';
import { isLiveHold, type SeatState } from '@ensemble/shared/seats';
import { Together } from '../together.ts';
import { type Book, type Edition, KnownBooks } from './known-books.ts';
import { listChange } from './list-change.ts';
import type { SessionNews } from './session-news.ts';
import { answerRow, reservationRow, type SeatDocument, stateOf, summaryOf } from './seats.rows.ts';

/** An instance's seats at one moment of the store's clock, with what a write on them is guarded by. */
export interface SeatsSnapshot {
  id: string;
  state: SeatState;
  rev: number;
  /** The store's `$$NOW` when it was read (epoch ms). */
  nowMs: number;
  priceMinor: number | null;
  /** Whose board shows it; null for what is in no city. */
  citySlug: string | null;
  /** What people are still to be told. */
  news: readonly SessionNews[];
  /** When the instance was made (epoch ms): one that is made anew under the same id is another. */
  bornMs: number;
}

type StoredInstance = SeatDocument & {
  _id: mongo.ObjectId;
  priceMinor: number | null;
  citySlug?: string;
  seatNews?: SessionNews[];
  createdAt?: Date;
};

type ReadRow = StoredInstance & { now: Date };

/** All but the lists that grow. */
const HEAD = {
  status: 1,
  version: 1,
  capacityMin: 1,
  capacityMax: 1,
  priceMinor: 1,
  citySlug: 1,
  nextQueueNo: 1,
  seatsRev: 1,
  seatNews: 1,
  createdAt: 1,
  now: '$$NOW',
};
const WITHOUT_ANSWERS = { ...HEAD, reservations: 1 };
const READ = { ...WITHOUT_ANSWERS, seatAnswers: 1 };

/** So many documents at most make one answer: those of hot evenings are long. */
const AT_ONCE = 50;

const objectId = (id: string): mongo.ObjectId => new mongo.ObjectId(id);

/** The seat fields of `session_instances`: reads with the store's clock, and writes that nobody else's undo. */
export class SeatsRepo {
  readonly #rows: mongo.Collection<StoredInstance>;
  readonly #known = new KnownBooks();
  readonly #asked = new Together<SeatsSnapshot>(
    async (ids) => new Map((await this.#readKnown(ids)).map((snapshot) => [snapshot.id, snapshot])),
    AT_ONCE,
  );

  constructor(connection: Connection) {
    if (!connection.db) throw new Error('the store is not connected');
    this.#rows = connection.db.collection<StoredInstance>('session_instances');
  }

  async init(): Promise<void> {
    await Promise.all([
      this.#rows.createIndex({ holdsLapseAt: 1 }, { sparse: true }),
      this.#rows.createIndex({ 'reservations.tripId': 1 }, { sparse: true }),
      this.#rows.createIndex({ 'reservations.userId': 1 }, { sparse: true }),
      this.#rows.createIndex({ 'seatNews.leaseUntil': 1 }, { sparse: true }),
    ]);
  }

  /** For all that ask at the same moment together. */
  read(id: string): Promise<SeatsSnapshot | null> {
    return this.#asked.find(objectId(id).toHexString());
  }

  /** For counting `answers` are not needed, and long. */
  async readAll(ids: readonly string[], { answers = true } = {}): Promise<SeatsSnapshot[]> {
    const rows = await this.#project(ids, answers ? READ : WITHOUT_ANSWERS);
    return rows.map((row) => snapshotOf(row));
  }

  /** Asks which edition each is, and for the lists of those that this node does not know. */
  async #readKnown(ids: readonly string[]): Promise<SeatsSnapshot[]> {
    const known: SeatsSnapshot[] = [];
    const others: string[] = [];
    for (const head of await this.#project(ids, HEAD)) {
      const id = head._id.toHexString();
      const book = this.#known.get(id, editionOf(head));
      if (book) known.push(snapshotOf(head, book));
      else others.push(id);
    }
    const read = await this.readAll(others);
    for (const { id, state, rev, bornMs } of read) {
      this.#known.set(id, { version: state.version, rev, bornMs }, state);
    }
    return [...known, ...read];
  }

  async #project(ids: readonly string[], fields: mongo.Document): Promise<ReadRow[]> {
    if (ids.length === 0) return [];
    const match = ids.length === 1 ? objectId(ids[0] ?? '') : { $in: ids.map(objectId) };
    return this.#rows.aggregate<ReadRow>([{ $match: { _id: match } }, { $project: fields }]).toArray();
  }

  /**
   * Writes what was decided on `before`, in one update: only if nobody wrote in between, and only while every
   * hold that was alive then still is by the store's clock. So it holds at the moment it is written, not only at
   * the moment it was decided. False when it does not hold any more: read and decide again.
   */
  async write(before: SeatsSnapshot, after: SeatState): Promise<boolean> {
    const { id, state, rev, nowMs, bornMs } = before;
    // Until it is known how this ends.
    this.#known.forget(id);
    const alive = state.reservations.filter((one) => isLiveHold(one, nowMs));
    const first = Math.min(...alive.map((one) => one.holdUntilMs ?? Infinity));
    const seen = after.version !== state.version;
    const seated = listChange('reservations', state.reservations, after.reservations, reservationRow);
    const answered = listChange('seatAnswers', state.answers, after.answers, answerRow);
    const $push = { ...seated.$push, ...answered.$push };
    const update: mongo.Document = {
      $set: {
        ...(seen ? { ...summaryOf(after, nowMs), version: after.version } : {}),
        ...seated.$set,
        ...answered.$set,
        seatsRev: rev + 1,
      },
      ...(Object.keys($push).length > 0 ? { $push } : {}),
      ...(seen ? { $currentDate: { updatedAt: true } } : {}),
    };
    const written = await this.#rows.findOneAndUpdate(
      {
        _id: objectId(id),
        version: state.version,
        seatsRev: rev === 0 ? { $exists: false } : rev,
        ...(Number.isFinite(first) ? { $expr: { $lt: ['$$NOW', new Date(first)] } } : {}),
      },
      update,
      { projection: { _id: 1 } },
    );
    if (written === null) return false;
    this.#known.set(id, { version: after.version, rev: rev + 1, bornMs }, after);
    return true;
  }

  /** Instances where these trips have seats or had some. */
  async ofTrip(...tripIds: readonly string[]): Promise<string[]> {
    const rows = await this.#rows
      .find({ 'reservations.tripId': { $in: [...tripIds] } }, { projection: { _id: 1 } })
      .sort({ _id: 1 })
      .toArray();
    return rows.map(({ _id }) => _id.toHexString());
  }

  /** The store's own clock (epoch ms); null while there is no instance at all. */
  async now(): Promise<number | null> {
    const [row] = await this.#rows
      .aggregate<{ now: Date }>([{ $limit: 1 }, { $project: { now: '$$NOW' } }])
      .toArray();
    return row?.now.getTime() ?? null;
  }

  /** Instances with a hold that lapsed by `nowMs` and is not written down as such yet. */
  async lapsed(nowMs: number, limit: number): Promise<string[]> {
    const rows = await this.#rows
      .find({ holdsLapseAt: { $lte: new Date(nowMs) } }, { projection: { _id: 1 } })
      .sort({ holdsLapseAt: 1 })
      .limit(limit)
      .toArray();
    return rows.map(({ _id }) => _id.toHexString());
  }

  /** The next moment after `nowMs` at which a hold lapses somewhere. */
  async nextLapse(nowMs: number): Promise<number | null> {
    const [row] = await this.#rows
      .find({ holdsLapseAt: { $gt: new Date(nowMs) } }, { projection: { holdsLapseAt: 1 } })
      .sort({ holdsLapseAt: 1 })
      .limit(1)
      .toArray();
    return row?.holdsLapseAt?.getTime() ?? null;
  }

  /**
   * Whoever gets true tells these news until `until`, alone. With `now` only while nobody else does; with null the
   * lease is given back.
   */
  async leaseNews(instanceId: string, id: number, now: Date | null, until: Date): Promise<boolean> {
    const { matchedCount } = await this.#rows.updateOne(
      {
        _id: objectId(instanceId),
        seatNews: { $elemMatch: { id, ...(now === null ? {} : { leaseUntil: { $lte: now } }) } },
      },
      { $set: { 'seatNews.$.leaseUntil': until } },
    );
    return matchedCount === 1;
  }

  /** Instances with news that nobody is telling. */
  async untold(now: Date, limit: number): Promise<string[]> {
    const rows = await this.#rows
      .find({ 'seatNews.leaseUntil': { $lte: now } }, { projection: { _id: 1 } })
      .sort({ 'seatNews.leaseUntil': 1 })
      .limit(limit)
      .toArray();
    return rows.map(({ _id }) => _id.toHexString());
  }

  /** All are told. */
  async dropNews(instanceId: string, id: number): Promise<void> {
    await this.#rows.updateOne({ _id: objectId(instanceId) }, { $pull: { seatNews: { id } } });
  }

  /** A guest became an account: their seats go with them. Raises what writes are guarded by. */
  async handOver(guestId: string, accountId: string): Promise<void> {
    await this.#rows.updateMany(
      { 'reservations.userId': guestId },
      { $set: { 'reservations.$[theirs].userId': accountId }, $inc: { version: 1, seatsRev: 1 } },
      { arrayFilters: [{ 'theirs.userId': guestId }] },
    );
  }
}

const editionOf = ({ version, seatsRev, createdAt }: ReadRow): Edition => ({
  version,
  rev: seatsRev ?? 0,
  bornMs: createdAt?.getTime() ?? 0,
});

/** `book`: the lists, where they were not read. */
function snapshotOf(row: ReadRow, book?: Book): SeatsSnapshot {
  const { rev, bornMs } = editionOf(row);
  return {
    id: row._id.toHexString(),
    state: { ...stateOf(row), ...book },
    rev,
    nowMs: row.now.getTime(),
    priceMinor: row.priceMinor,
    citySlug: row.citySlug ?? null,
    news: row.seatNews ?? [],
    bornMs,
  };
}
