import { type Connection, type Model, Schema, Types } from 'mongoose';
import type { DraftStatus } from '@ensemble/shared/training';
import type { DraftPublication, DraftRow } from './drafts.port.ts';

/** A draft as it is stored: its pointers, the projection of its document, and what follows from both. */
export interface DraftRecord extends DraftRow {
  /** Of metadata, outline and prompt. */
  stateDigest: string;
  /** The state it was saved at last, or went back to. */
  savedDigest: string;
  stateId: string | null;
  lastAutosaveAt: Date | null;
  isDirty: boolean;
  /** When it became dirty, and when it is to be saved by itself; null when it is not dirty. */
  dirtySince: Date | null;
  saveDueAt: Date | null;
  /** What it goes back to when it is taken out of the archive. */
  statusBefore: DraftStatus | null;
  sectionCount: number;
  totalMinutes: number;
  /** Versions that are shown, and those of kind `ai`. */
  versionCount: number;
  aiVersionCount: number;
  lastVersionNumber: number;
  /** Who has comments in it: for guests that become accounts. */
  commentAuthorIds: string[];
}

/** What lists show: without the outline, which may be long. */
export type DraftHead = Omit<DraftRecord, 'outline' | 'prompt' | 'publication'>;

/** What rights hang on. */
export type DraftRightsRow = Pick<DraftRecord, 'id' | 'ownerId' | 'status'>;

type Stored = Omit<DraftRecord, 'id'> & { _id: Types.ObjectId };

export type DraftFields = Partial<Omit<DraftRecord, 'id' | 'version' | 'createdAt'>>;

const text = { type: String, required: true } as const;
const optional = { type: String, default: null } as const;
const count = { type: Number, default: 0 } as const;
const date = { type: Date, default: null } as const;
const mixed = { type: Schema.Types.Mixed, default: null } as const;

const fields = {
  ownerId: text,
  status: text,
  statusBefore: optional,
  acceptedVersionId: optional,
  selectedVersionId: optional,
  publishedSessionId: optional,
  publishedDigest: optional,
  publishProblem: optional,
  firstPublishedAt: date,
  metadata: mixed,
  outline: mixed,
  prompt: { type: String, default: '' },
  contentDigest: text,
  stateDigest: text,
  savedDigest: text,
  stateId: optional,
  lastAutosaveAt: date,
  isDirty: { type: Boolean, default: false },
  dirtySince: date,
  saveDueAt: date,
  readinessScore: count,
  ready: { type: Boolean, default: false },
  hasUnpublishedChanges: { type: Boolean, default: false },
  sectionCount: count,
  totalMinutes: count,
  versionCount: count,
  aiVersionCount: count,
  lastVersionNumber: count,
  commentAuthorIds: { type: [String], default: [] },
  publication: mixed,
  publicationRev: count,
  publicationDueAt: date,
  publishedVersionIds: { type: [String], default: [] },
  version: { type: Number, required: true },
  createdAt: { type: Date, required: true },
  updatedAt: { type: Date, required: true },
};

const record = ({ _id, ...row }: Stored): DraftRecord => ({ ...row, id: _id.toHexString() });
const HEAD = { outline: 0, prompt: 0, publication: 0 } as const;
/** Publications under way that one look finds. */
const OPEN_AT_ONCE = 1000;
const PUBLICATION = { ownerId: 1, status: 1, publication: 1, publicationRev: 1 } as const;

export class DraftsRepo {
  readonly #rows: Model<Stored>;

  constructor(connection: Connection) {
    const schema = new Schema<Stored>(fields, { versionKey: false, autoIndex: false, minimize: false });
    schema.index({ updatedAt: -1, _id: -1 });
    schema.index({ ownerId: 1, updatedAt: -1 });
    schema.index({ saveDueAt: 1 }, { sparse: true });
    schema.index({ publicationDueAt: 1 }, { sparse: true });
    schema.index({ commentAuthorIds: 1 });
    this.#rows = connection.model<Stored>('Draft', schema, 'drafts');
  }

  async init(): Promise<void> {
    await this.#rows.createIndexes();
  }

  async find(id: string): Promise<DraftRecord | null> {
    if (!Types.ObjectId.isValid(id)) return null;
    const row = await this.#rows.findById(id).lean<Stored>();
    return row && record(row);
  }

  async rights(id: string): Promise<DraftRightsRow | null> {
    if (!Types.ObjectId.isValid(id)) return null;
    const row = await this.#rows
      .findById(id, { ownerId: 1, status: 1 })
      .lean<Pick<Stored, 'ownerId' | 'status'>>();
    return row && { id, ownerId: row.ownerId, status: row.status };
  }

  /** The raw duplicate key error is for the caller. */
  async insert({ id, ...fieldsOf }: DraftRecord): Promise<DraftRecord> {
    await this.#rows.create({ ...fieldsOf, _id: new Types.ObjectId(id) });
    return { id, ...fieldsOf };
  }

  /** Null when it no longer has `version`. */
  async update(id: string, version: number, change: DraftFields): Promise<DraftRecord | null> {
    const row = await this.#rows
      .findOneAndUpdate(
        { _id: new Types.ObjectId(id), version },
        { $set: change, $inc: { version: 1 } },
        { returnDocument: 'after' },
      )
      .lean<Stored>();
    return row && record(row);
  }

  /** The number of the draft's next version; null when the draft is gone. */
  async nextVersionNumber(id: string): Promise<number | null> {
    const row = await this.#rows
      .findOneAndUpdate(
        { _id: new Types.ObjectId(id) },
        { $inc: { lastVersionNumber: 1 } },
        { returnDocument: 'after', projection: { lastVersionNumber: 1 } },
      )
      .lean<Pick<Stored, 'lastVersionNumber'>>();
    return row?.lastVersionNumber ?? null;
  }

  /** Last changed first. */
  async list(
    filter: Record<string, unknown>,
    page: { limit: number; after: readonly [updatedMs: number, id: string] | null },
  ): Promise<DraftHead[]> {
    const rows = await this.#rows
      .find({ $and: [filter, page.after ? beyond(page.after) : {}] }, HEAD)
      .sort({ updatedAt: -1, _id: -1 })
      .limit(page.limit)
      .lean<(Omit<DraftHead, 'id'> & { _id: Types.ObjectId })[]>();
    return rows.map(({ _id, ...row }) => ({ ...row, id: _id.toHexString() }));
  }

  /** Drafts with publishing under way. */
  async openPublications(): Promise<DraftRecord[]> {
    const rows = await this.#rows
      .find({ publicationDueAt: { $ne: null } })
      .sort({ publicationDueAt: 1 })
      .limit(OPEN_AT_ONCE)
      .lean<Stored[]>();
    return rows.map(record);
  }

  count(filter: Record<string, unknown>): Promise<number> {
    return this.#rows.countDocuments({ $and: [filter] });
  }

  async idsWhere(filter: Record<string, unknown>): Promise<string[]> {
    const rows = await this.#rows.find({ $and: [filter] }, { _id: 1 }).lean<Pick<Stored, '_id'>[]>();
    return rows.map(({ _id }) => _id.toHexString());
  }

  /** By id, for digests. */
  async versions(ids: readonly string[]): Promise<Map<string, number>> {
    const rows = await this.#rows
      .find({ _id: { $in: objectIds(ids) } }, { version: 1 })
      .lean<Pick<Stored, '_id' | 'version'>[]>();
    return new Map(rows.map(({ _id, version }) => [_id.toHexString(), version]));
  }

  async publications(ids: readonly string[]): Promise<Map<string, DraftPublication>> {
    const rows = await this.#rows
      .find({ _id: { $in: objectIds(ids) } }, PUBLICATION)
      .lean<(Omit<DraftPublication, 'id'> & { _id: Types.ObjectId })[]>();
    return new Map(
      rows.map(({ _id, ...row }) => [_id.toHexString(), { ...row, id: _id.toHexString() }] as const),
    );
  }

  /** Dirty ones in the order in which they are due. */
  async due(limit: number): Promise<{ id: string; saveDueAt: Date }[]> {
    const rows = await this.#rows
      .find({ saveDueAt: { $ne: null } }, { saveDueAt: 1 })
      .sort({ saveDueAt: 1 })
      .limit(limit)
      .lean<{ _id: Types.ObjectId; saveDueAt: Date }[]>();
    return rows.map(({ _id, saveDueAt }) => ({ id: _id.toHexString(), saveDueAt }));
  }

  async reassignOwner(fromUserId: string, toUserId: string): Promise<void> {
    await this.#rows.updateMany(
      { ownerId: fromUserId },
      { $set: { ownerId: toUserId }, $inc: { version: 1 } },
    );
  }

  async delete(id: string): Promise<void> {
    await this.#rows.deleteOne({ _id: new Types.ObjectId(id) });
  }
}

const objectIds = (ids: readonly string[]): Types.ObjectId[] => ids.map((id) => new Types.ObjectId(id));

const beyond = ([updatedMs, id]: readonly [number, string]): Record<string, unknown> => {
  const updatedAt = new Date(updatedMs);
  return {
    $or: [{ updatedAt: { $lt: updatedAt } }, { updatedAt, _id: { $lt: new Types.ObjectId(id) } }],
  };
};
