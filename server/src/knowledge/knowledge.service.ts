import { AppError } from '@ensemble/shared';
import type { z } from 'zod';
import type {
  KnowledgeCreate,
  KnowledgePatch,
  KnowledgeQuery,
  KnowledgeUpload,
  Visibility,
} from '@ensemble/shared/knowledge/knowledge.schema';
import { derivedId } from '../http/ids.ts';
import type { UploadedFile } from '../http/upload.ts';
import type { Viewer } from '../http/viewer.ts';
import { listPage, Records } from '../records/index.ts';
import type { FeedText, Feeds } from './feeds.ts';
import { type Intake, readFile, readText } from './intake/intake.ts';
import { mayChange, mayRead } from './knowledge.access.ts';
import type { KnowledgeRepo, KnowledgeRow, PassageRow } from './knowledge.repo.ts';

/** What one person may keep. */
const DOCUMENTS_MAX = 500;
const CHARACTERS_MAX = 20_000_000;

export interface KnowledgeDeps {
  repo: KnowledgeRepo;
  feeds: Feeds;
  /** New passages are there that an embedder may want. */
  onPassages(): void;
}

export class KnowledgeService {
  readonly #deps: KnowledgeDeps;
  readonly #records: Records<KnowledgeRow>;

  constructor(deps: KnowledgeDeps) {
    this.#deps = deps;
    this.#records = new Records({ noun: 'document', repo: deps.repo.documents });
  }

  /** @throws AppError `not-found` also for what this viewer may not see. */
  async readable(viewer: Viewer, id: string): Promise<KnowledgeRow> {
    const row = await this.#deps.repo.documents.find(id);
    const isOpen = row && mayRead(viewer.userId, row) && (await this.#deps.feeds.stillOpen([row])).has(row);
    if (!isOpen) throw new AppError('not-found', 'There is no such document.');
    return row;
  }

  /** @throws AppError `not-found`, `not-allowed`. */
  async changeable(viewer: Viewer, id: string): Promise<KnowledgeRow> {
    const row = await this.readable(viewer, id);
    if (mayChange(viewer, row)) return row;
    throw new AppError(
      'not-allowed',
      row.source === 'upload'
        ? 'Only whoever uploaded this document changes it.'
        : 'This is a note of the agenda. Change it there, and it changes here.',
    );
  }

  async list(viewer: Viewer, query: z.output<typeof KnowledgeQuery>) {
    const { repo, feeds } = this.#deps;
    const { userId } = viewer;
    const whose = {
      all: readableBy(userId),
      mine: { ownerId: userId },
      shared: { visibility: 'everyone' },
    }[query.whose];
    const { q } = query;
    const named = q === undefined || q === '' ? {} : { title: { $regex: escaped(q), $options: 'i' } };
    const found = await listPage(repo.documents, { $and: [whose, named] }, query, (row) => row);
    const open = await feeds.stillOpen(found.items);
    return { ...found, items: found.items.filter((row) => open.has(row)) };
  }

  countReadable(userId: string): Promise<number> {
    return this.#deps.repo.documents.count(readableBy(userId));
  }

  async text(row: KnowledgeRow): Promise<{ text: string; passages: PassageRow[] }> {
    const id = row._id.toHexString();
    const [text, passages] = await Promise.all([
      this.#deps.repo.text(id),
      this.#deps.repo.passagesOf([id], false),
    ]);
    return { text: text ?? '', passages };
  }

  /** @throws AppError `not-found` */
  async passage(row: KnowledgeRow, passageId: string): Promise<PassageRow> {
    const passage = await this.#deps.repo.passage(row._id.toHexString(), passageId);
    if (!passage) throw new AppError('not-found', 'There is no such passage; its document may have changed.');
    return passage;
  }

  async paste(
    viewer: Viewer,
    id: string,
    { title, text, format, visibility }: KnowledgeCreate,
  ): Promise<KnowledgeRow> {
    await this.#checkRoom(viewer, text.length);
    const intake = await readText(text, format, { field: 'text', name: firstWords(text) });
    return this.#keep(viewer, id, intake, { title, visibility, fileName: null });
  }

  async upload(
    viewer: Viewer,
    id: string,
    file: UploadedFile,
    { title, visibility }: KnowledgeUpload,
  ): Promise<KnowledgeRow> {
    await this.#checkRoom(viewer, 0);
    const intake = await readFile(file.bytes, file.name);
    await this.#checkRoom(viewer, intake.text.length);
    return this.#keep(viewer, id, intake, { title, visibility, fileName: file.name });
  }

  async patch(id: string, patch: KnowledgePatch, ifMatch: number | null): Promise<KnowledgeRow> {
    const row = await this.#records.patch(id, patch, ifMatch);
    await this.#deps.repo.written();
    return row;
  }

  erase(id: string): Promise<void> {
    return this.#deps.repo.erase(id);
  }

  /** Makes the copy of a feed's text what it is now; null takes it away. Safe to repeat. */
  async keepFed(source: string, originId: string, fed: FeedText | null): Promise<void> {
    const { repo } = this.#deps;
    const id = derivedId('knowledge', source, originId);
    const before = await repo.documents.find(id);
    const intake =
      fed && (await readText(fed.text, 'markdown', { field: 'text', name: fed.title }).catch(() => null));
    // Nothing to be found in an empty note.
    if (!fed || !intake) {
      if (before) await repo.erase(id);
      return;
    }
    const origin = { id: originId, version: fed.version };
    await repo.writeText(id, intake.text, intake.chunks);
    const facts = { ...factsOf(intake), title: fed.title, origin };
    if (before) await this.#records.patch(id, facts, null);
    else {
      await this.#records.create(id, {
        ...facts,
        source,
        ownerId: null,
        visibility: 'everyone',
        fileName: null,
        vectorRevision: 0,
      });
    }
    await repo.written();
    this.#deps.onPassages();
  }

  async #keep(
    viewer: Viewer,
    id: string,
    intake: Intake,
    {
      title,
      visibility,
      fileName,
    }: { title: string | undefined; visibility: Visibility; fileName: string | null },
  ): Promise<KnowledgeRow> {
    const { repo, onPassages } = this.#deps;
    // The row comes last: until it is there nothing of the document is.
    await repo.writeText(id, intake.text, intake.chunks);
    const row = await this.#records.create(id, {
      ...factsOf(intake),
      title: title ?? intake.title,
      ownerId: viewer.userId,
      visibility,
      source: 'upload',
      origin: null,
      fileName,
      vectorRevision: 0,
    });
    await repo.written();
    onPassages();
    return row;
  }

  async #checkRoom({ userId }: Viewer, more: number): Promise<void> {
    const kept = await this.#deps.repo.kept(userId);
    if (kept.documents < DOCUMENTS_MAX && kept.characters + more <= CHARACTERS_MAX) return;
    throw new AppError(
      'conflict',
      `You keep as much as one person may: ${DOCUMENTS_MAX} documents or 20 million characters. Delete some first.`,
    );
  }
}

const factsOf = ({ title, format, text, chunks, pageCount }: Intake) => ({
  title,
  format,
  characters: text.length,
  passageCount: chunks.length,
  pageCount,
});

const readableBy = (userId: string) => ({ $or: [{ ownerId: userId }, { visibility: 'everyone' }] });

const escaped = (words: string): string => words.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

const firstWords = (text: string): string => text.trim().split(/\s+/).slice(0, 8).join(' ').slice(0, 80);
