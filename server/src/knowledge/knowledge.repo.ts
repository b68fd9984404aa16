import { type Connection, type Model, Schema, Types } from 'mongoose';
import type { Clock } from '@ensemble/shared';
import type { Chunk } from '@ensemble/shared/search';
import type { KnowledgeFormat, Visibility } from '@ensemble/shared/knowledge/knowledge.schema';
import { derivedId } from '../http/ids.ts';
import { recordSchema, RowsRepo, type StoredRow } from '../records/index.ts';

export type KnowledgeRow = StoredRow & {
  title: string;
  /** Null for what a feed brought. */
  ownerId: string | null;
  visibility: Visibility;
  format: KnowledgeFormat;
  /** `upload`, or the feed that it came from. */
  source: string;
  /** What it is called and which version was read there; null for an upload. */
  origin: { id: string; version: number } | null;
  fileName: string | null;
  characters: number;
  passageCount: number;
  pageCount: number | null;
  /** Rises when its passages get vectors, which is no change of the document. */
  vectorRevision: number;
};

export interface PassageRow {
  _id: Types.ObjectId;
  documentId: string;
  position: number;
  heading: string;
  text: string;
  start: number;
  end: number;
  /** Float32, little-endian; null until an embedder has made it. */
  vector: { buffer: Uint8Array } | null;
  vectorModel: string | null;
}

interface TextRow {
  _id: Types.ObjectId;
  text: string;
  writtenAt: Date;
}

interface RevisionRow {
  _id: string;
  value: number;
}

const REVISION = 'knowledge';
const INSERTED_AT_ONCE = 200;

/** Documents, their texts and passages. Long texts stand apart, so that lists stay light. */
export class KnowledgeRepo {
  readonly documents: RowsRepo<KnowledgeRow>;
  readonly #rows: Model<KnowledgeRow>;
  readonly #passages: Model<PassageRow>;
  readonly #texts: Model<TextRow>;
  readonly #revisions: Model<RevisionRow>;
  readonly #clock: Clock;

  constructor(connection: Connection, clock: Clock) {
    this.#clock = clock;
    this.documents = new RowsRepo<KnowledgeRow>({
      connection,
      clock,
      name: 'KnowledgeDocument',
      collection: 'knowledge_documents',
      schema: documentSchema(),
      order: ['title'],
    });
    this.#rows = connection.model<KnowledgeRow>('KnowledgeDocument');
    this.#passages = connection.model<PassageRow>('KnowledgePassage', passageSchema(), 'knowledge_passages');
    this.#texts = connection.model<TextRow>('KnowledgeText', textSchema(), 'knowledge_texts');
    this.#revisions = connection.model<RevisionRow>(
      'KnowledgeRevision',
      revisionSchema(),
      'knowledge_revisions',
    );
  }

  async init(): Promise<void> {
    await Promise.all([this.documents.init(), this.#passages.createIndexes()]);
  }

  async revision(): Promise<number> {
    return (await this.#revisions.findById(REVISION).lean())?.value ?? 0;
  }

  /** To be called after each write: every node then looks what differs. */
  async written(): Promise<void> {
    await this.#revisions.updateOne({ _id: REVISION }, { $inc: { value: 1 } }, { upsert: true });
  }

  async text(documentId: string): Promise<string | null> {
    return (await this.#texts.findById(new Types.ObjectId(documentId)).lean<TextRow>())?.text ?? null;
  }

  /** Takes the place of what was there; a passage that stays as it is keeps its id. Safe to repeat. */
  async writeText(documentId: string, text: string, chunks: readonly Chunk[]): Promise<void> {
    const writtenAt = new Date(this.#clock.now());
    await this.#texts.replaceOne(
      { _id: new Types.ObjectId(documentId) },
      { text, writtenAt },
      { upsert: true },
    );
    const rows = withIds(documentId, chunks);
    for (let at = 0; at < rows.length; at += INSERTED_AT_ONCE) {
      await this.#passages.bulkWrite(
        rows.slice(at, at + INSERTED_AT_ONCE).map(({ _id, ...fields }) => ({
          updateOne: { filter: { _id }, update: { $set: fields }, upsert: true },
        })),
      );
    }
    await this.#passages.deleteMany({ documentId, _id: { $nin: rows.map(({ _id }) => _id) } });
  }

  passage(documentId: string, id: string): Promise<PassageRow | null> {
    return this.#passages
      .findOne({ _id: new Types.ObjectId(id), documentId })
      .select('-vector')
      .lean<PassageRow>();
  }

  passagesById(ids: readonly string[]): Promise<PassageRow[]> {
    return this.#passages
      .find({ _id: { $in: ids.map((id) => new Types.ObjectId(id)) } })
      .select('-vector')
      .lean<PassageRow[]>();
  }

  /** In the order of each document. */
  passagesOf(documentIds: readonly string[], withVectors: boolean): Promise<PassageRow[]> {
    const found = this.#passages
      .find({ documentId: { $in: documentIds } })
      .sort({ documentId: 1, position: 1 });
    return (withVectors ? found : found.select('-vector')).lean<PassageRow[]>();
  }

  /** Some that have no vector of this model. */
  passagesWithoutVector(model: string, limit: number): Promise<PassageRow[]> {
    return this.#passages
      .find({ vectorModel: { $ne: model } })
      .limit(limit)
      .select('-vector')
      .lean<PassageRow[]>();
  }

  async writeVectors(model: string, vectors: ReadonlyMap<string, Float32Array>): Promise<void> {
    await this.#passages.bulkWrite(
      [...vectors].map(([id, vector]) => ({
        updateOne: {
          filter: { _id: new Types.ObjectId(id) },
          update: { $set: { vector: bytesOf(vector), vectorModel: model } },
        },
      })),
    );
  }

  /** The passages of these documents have new vectors: every node's index reads them again. */
  async vectorsWritten(documentIds: readonly string[]): Promise<void> {
    const ids = documentIds.map((id) => new Types.ObjectId(id));
    await this.#rows.updateMany({ _id: { $in: ids } }, { $inc: { vectorRevision: 1 } });
    await this.written();
  }

  /** The document first: without it nothing of it is shown or found. */
  async erase(documentId: string): Promise<void> {
    await this.documents.delete({ _id: new Types.ObjectId(documentId) });
    await this.written();
    await this.eraseText(documentId);
  }

  async eraseText(documentId: string): Promise<void> {
    await this.#passages.deleteMany({ documentId });
    await this.#texts.deleteOne({ _id: new Types.ObjectId(documentId) });
  }

  /** Texts written before `before` (epoch ms): those whose document is missing were left behind by a crash. */
  async textsBefore(before: number): Promise<string[]> {
    const rows = await this.#texts
      .find({ writtenAt: { $lt: new Date(before) } })
      .select('_id')
      .lean<TextRow[]>();
    return rows.map(({ _id }) => _id.toHexString());
  }

  /** How many documents and characters a person keeps. */
  async kept(ownerId: string): Promise<{ documents: number; characters: number }> {
    const rows = await this.documents.all({ ownerId });
    return { documents: rows.length, characters: rows.reduce((sum, row) => sum + row.characters, 0) };
  }
}

/** Words at one place of one document always have one id: what was cited is found again after a change elsewhere. */
function withIds(documentId: string, chunks: readonly Chunk[]): Omit<PassageRow, 'vector' | 'vectorModel'>[] {
  const seen = new Map<string, number>();
  return chunks.map((chunk) => {
    const words = `${chunk.heading}\u0000${chunk.text}`;
    const nth = seen.get(words) ?? 0;
    seen.set(words, nth + 1);
    const id = derivedId('passage', documentId, words, String(nth));
    return { _id: new Types.ObjectId(id), documentId, ...chunk };
  });
}

const bytesOf = (vector: Float32Array): Buffer =>
  Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);

/** A copy of its own: a Float32Array may not begin at any byte. */
export function vectorOf({ vector }: PassageRow): Float32Array | null {
  if (!vector) return null;
  const bytes = Uint8Array.from(Buffer.isBuffer(vector) ? vector : vector.buffer);
  return new Float32Array(bytes.buffer, 0, Math.floor(bytes.length / 4));
}

const word = { type: String, required: true };
const maybeWord = { type: String, default: null };
const number = { type: Number, required: true };

function documentSchema(): Schema {
  const schema = recordSchema({
    title: word,
    ownerId: maybeWord,
    visibility: word,
    format: word,
    source: word,
    origin: { type: { _id: false, id: String, version: Number }, default: null },
    fileName: maybeWord,
    characters: number,
    passageCount: number,
    pageCount: { type: Number, default: null },
    vectorRevision: { type: Number, default: 0 },
  });
  schema.index({ title: 1 });
  schema.index({ ownerId: 1 });
  schema.index({ source: 1, 'origin.id': 1 });
  return schema;
}

function passageSchema(): Schema<PassageRow> {
  const schema = new Schema<PassageRow>(
    {
      documentId: word,
      position: number,
      heading: { type: String, default: '' },
      text: word,
      start: number,
      end: number,
      vector: { type: Buffer, default: null },
      vectorModel: maybeWord,
    },
    { versionKey: false, autoIndex: false },
  );
  schema.index({ documentId: 1, position: 1 });
  schema.index({ vectorModel: 1 });
  return schema;
}

const textSchema = (): Schema<TextRow> =>
  new Schema<TextRow>(
    { text: { type: String, default: '' }, writtenAt: { type: Date, required: true } },
    { versionKey: false, autoIndex: false },
  );

const revisionSchema = (): Schema<RevisionRow> =>
  new Schema<RevisionRow>(
    { _id: word, value: { type: Number, required: true } },
    { versionKey: false, autoIndex: false },
  );
