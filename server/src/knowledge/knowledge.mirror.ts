import type { IndexedPassage, MirroredStore } from '../search/index.ts';
import { mayRead } from './knowledge.access.ts';
import { type KnowledgeRepo, type KnowledgeRow, vectorOf } from './knowledge.repo.ts';

type Known = Pick<KnowledgeRow, 'title' | 'ownerId' | 'visibility'>;

/** The stored documents as this node's index asks for them, and who may see which as of the last look. */
export class KnowledgeMirror implements MirroredStore {
  readonly #repo: KnowledgeRepo;
  /** Vectors of other models are left aside. */
  readonly #model: string | null;
  #known = new Map<string, Known>();

  constructor(repo: KnowledgeRepo, model: string | null) {
    this.#repo = repo;
    this.#model = model;
  }

  accepts(userId: string, documentId: string): boolean {
    const document = this.#known.get(documentId);
    return document !== undefined && mayRead(userId, document);
  }

  revision(): Promise<number> {
    return this.#repo.revision();
  }

  async stamps(): Promise<Map<string, string>> {
    const rows = await this.#repo.documents.all({});
    this.#known = new Map(rows.map((row) => [row._id.toHexString(), row]));
    return new Map(
      rows.map(({ _id, version, vectorRevision }) => [_id.toHexString(), `${version} ${vectorRevision}`]),
    );
  }

  async passages(documentIds: readonly string[]): Promise<Map<string, IndexedPassage[]>> {
    const rows = await this.#repo.passagesOf(documentIds, this.#model !== null);
    const found = new Map<string, IndexedPassage[]>(documentIds.map((id) => [id, []]));
    for (const row of rows) {
      found.get(row.documentId)?.push({
        id: row._id.toHexString(),
        group: row.documentId,
        title: this.#known.get(row.documentId)?.title ?? '',
        heading: row.heading,
        text: row.text,
        vector: row.vectorModel === this.#model ? vectorOf(row) : null,
      });
    }
    return found;
  }
}
