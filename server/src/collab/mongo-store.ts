import { MongoBulkWriteError, MongoServerError } from 'mongodb';
import type { Binary, Collection, Db } from 'mongodb';
import type { DocName } from '@ensemble/shared/collab/index';
import { decodeRow, encodeRow } from './row-bytes.ts';
import { SCHEMA_VERSION } from './store.ts';
import type { AppendOutcome, CollabStore, Snapshot, StoredDocument, UpdateRow } from './store.ts';

/** `_id` is the row's own id; unique (doc, seq). */
interface UpdateRecord {
  _id: string;
  doc: string;
  seq: number;
  bytes: Buffer | Binary;
  at: Date;
  node: string;
}

/** One a document. `fence` is the token of the last lease holder that wrote. */
interface HeadRecord {
  _id: string;
  bytes?: Buffer | Binary;
  stateVector?: Buffer | Binary;
  coversSeq?: number;
  projectedSeq?: number;
  fence?: number;
  erased?: boolean;
  schemaVersion: number;
}

interface LeaseRecord {
  _id: string;
  holder: string;
  token: number;
  expiresAt: Date;
}

const DUPLICATE_KEY = 11_000;
/** People rely on what is written here. */
const SAFE = { writeConcern: { w: 'majority', journal: true } } as const;

/** The log, the snapshots and the leases in MongoDB, or in the embedded store that speaks like it. */
export class MongoCollabStore implements CollabStore {
  readonly #updates: Collection<UpdateRecord>;
  readonly #heads: Collection<HeadRecord>;
  readonly #leases: Collection<LeaseRecord>;
  #ready: Promise<void> | null = null;

  constructor(db: Db) {
    this.#updates = db.collection<UpdateRecord>('collab_updates', SAFE);
    this.#heads = db.collection<HeadRecord>('collab_snapshots', SAFE);
    this.#leases = db.collection<LeaseRecord>('leases', SAFE);
  }

  /** The unique index carries the order of the log: nothing is written before it is there. */
  #prepare(): Promise<void> {
    this.#ready ??= this.#updates.createIndex({ doc: 1, seq: 1 }, { unique: true }).then(
      () => undefined,
      (error: unknown) => {
        this.#ready = null;
        throw error;
      },
    );
    return this.#ready;
  }

  async append(rows: readonly UpdateRow[]): Promise<AppendOutcome[]> {
    await this.#prepare();
    const outcomes = rows.map((): AppendOutcome => 'stored');
    const records = rows.map(({ id, doc, seq, updates, at, node }) => ({
      _id: id,
      doc,
      seq,
      bytes: Buffer.from(encodeRow(updates)),
      at: new Date(at),
      node,
    }));
    try {
      await this.#updates.insertMany(records, { ordered: false });
    } catch (error) {
      // Row by row only when the server answered row by row; otherwise nothing is known.
      if (!(error instanceof MongoBulkWriteError) || error.result.getWriteConcernError()) throw error;
      const failures = [error.writeErrors].flat();
      if (failures.length === 0) throw error;
      for (const failure of failures) {
        const isTaken = failure.code === DUPLICATE_KEY;
        outcomes[failure.index] = isTaken
          ? 'behind'
          : new Error(failure.errmsg ?? 'the row was refused', { cause: error });
      }
    }
    return this.#withdrawStale(rows, outcomes);
  }

  /** A number that was free because its row has been folded into a snapshot: see CollabStore. */
  async #withdrawStale(rows: readonly UpdateRow[], outcomes: AppendOutcome[]): Promise<AppendOutcome[]> {
    const docs = rows.filter((_, index) => outcomes[index] === 'stored').map(({ doc }) => doc);
    if (docs.length === 0) return outcomes;
    const heads = new Map<string, HeadRecord>();
    const fields = { coversSeq: 1, erased: 1, schemaVersion: 1 };
    for await (const head of this.#heads.find({ _id: { $in: docs } }, { projection: fields }))
      heads.set(head._id, head);
    const stale: string[] = [];
    const checked = outcomes.map((outcome, index): AppendOutcome => {
      const row = rows[index];
      const head = row && heads.get(row.doc);
      if (outcome !== 'stored' || !row || !head) return outcome;
      if (!head.erased && row.seq > (head.coversSeq ?? 0)) return 'stored';
      stale.push(row.id);
      return head.erased ? 'erased' : 'behind';
    });
    if (stale.length > 0) await this.#updates.deleteMany({ _id: { $in: stale } });
    return checked;
  }

  async load(doc: DocName, afterSeq = 0): Promise<StoredDocument> {
    await this.#prepare();
    const records = await this.#updates
      .find({ doc, seq: { $gt: afterSeq } })
      .sort({ seq: 1 })
      .toArray();
    const isNewer = { _id: doc, coversSeq: { $gt: afterSeq } };
    const marks = { projection: { bytes: 0, stateVector: 0 } };
    // The bytes only when they are wanted: this is asked often, and a snapshot may be megabytes.
    const head = (await this.#heads.findOne(isNewer)) ?? (await this.#heads.findOne({ _id: doc }, marks));
    const coversSeq = head?.coversSeq ?? 0;
    return {
      snapshot: head?.bytes && coversSeq > afterSeq ? toBytes(head.bytes) : null,
      coversSeq,
      projectedSeq: head?.projectedSeq ?? 0,
      erased: head?.erased ?? false,
      rows: records.map(({ _id, seq, bytes, at, node }) => ({
        id: _id,
        doc,
        seq,
        updates: decodeRow(toBytes(bytes)),
        at: at.getTime(),
        node,
      })),
    };
  }

  saveSnapshot({ doc, bytes, stateVector, coversSeq }: Snapshot, fence: number): Promise<boolean> {
    const fields = { bytes: Buffer.from(bytes), stateVector: Buffer.from(stateVector), coversSeq };
    return this.#writeHead(
      doc,
      fence,
      { $set: { ...fields, fence, schemaVersion: SCHEMA_VERSION } },
      coversSeq,
    );
  }

  async dropRows(doc: DocName, upToSeq: number): Promise<void> {
    await this.#updates.deleteMany({ doc, seq: { $lte: upToSeq } });
  }

  markProjected(doc: DocName, seq: number, fence: number): Promise<boolean> {
    const update = { $max: { projectedSeq: seq }, $set: { fence, schemaVersion: SCHEMA_VERSION } };
    return this.#writeHead(doc, fence, update);
  }

  /** Only when nobody with a later token wrote, and the snapshot would not go back. */
  async #writeHead(doc: DocName, fence: number, update: object, coversSeq = Infinity): Promise<boolean> {
    // `$not` also matches a head that has no such field yet.
    const mayWrite = {
      _id: doc,
      erased: { $ne: true },
      fence: { $not: { $gt: fence } },
      ...(coversSeq === Infinity ? {} : { coversSeq: { $not: { $gt: coversSeq } } }),
    };
    try {
      await this.#heads.updateOne(mayWrite, update, { upsert: true });
      return true;
    } catch (error) {
      // The head exists and the conditions do not hold: the upsert ran into it.
      if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return false;
      throw error;
    }
  }

  async erase(doc: DocName): Promise<void> {
    await this.#prepare();
    const blank = { bytes: '', stateVector: '', coversSeq: '', projectedSeq: '', fence: '' } as const;
    const mark = { $set: { erased: true, schemaVersion: SCHEMA_VERSION }, $unset: blank };
    await this.#heads.updateOne({ _id: doc }, mark, { upsert: true });
    await this.#updates.deleteMany({ doc });
  }

  async acquireLease(name: string, holder: string, now: number, ttlMs: number): Promise<number | null> {
    const free = { _id: name, expiresAt: { $lte: new Date(now) } };
    const take = { $set: { holder, expiresAt: new Date(now + ttlMs) }, $inc: { token: 1 } };
    try {
      const lease = await this.#leases.findOneAndUpdate(free, take, {
        upsert: true,
        returnDocument: 'after',
      });
      return lease?.token ?? null;
    } catch (error) {
      if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return null;
      throw error;
    }
  }

  /** For the only node of a store, at its start: whoever held these was killed. Tokens go on rising. */
  async expireLeases(): Promise<void> {
    await this.#leases.updateMany({ expiresAt: { $gt: new Date(0) } }, { $set: { expiresAt: new Date(0) } });
  }

  /** Documents whose rows are not known to hold all that is stored: what a kill leaves between a save and its projection. */
  async unprojected(): Promise<DocName[]> {
    await this.#prepare();
    const saved = await this.#updates
      .aggregate<{ _id: DocName; seq: number }>([{ $group: { _id: '$doc', seq: { $max: '$seq' } } }])
      .toArray();
    const projected = new Map<string, number>();
    const marks = { projectedSeq: 1, erased: 1 };
    for await (const head of this.#heads.find({}, { projection: marks }))
      projected.set(head._id, head.erased ? Infinity : (head.projectedSeq ?? 0));
    return saved.filter(({ _id, seq }) => seq > (projected.get(_id) ?? 0)).map(({ _id }) => _id);
  }

  async releaseLease(name: string, token: number): Promise<void> {
    await this.#leases.updateOne({ _id: name, token }, { $set: { expiresAt: new Date(0) } });
  }
}

const toBytes = (value: Buffer | Binary): Uint8Array => (value instanceof Uint8Array ? value : value.buffer);
