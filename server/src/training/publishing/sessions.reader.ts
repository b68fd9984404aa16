import type { DraftsPort } from '../drafts.port.ts';
import type { ContentRow, ContentsRepo } from './contents.repo.ts';
import { type Current, type Publication, publicationOf } from './publication.ts';
import type { TrainingSessionRow, TrainingSessionsRepo } from './sessions.repo.ts';

/** A session that is out: its record, and what its draft's row says is published now. */
export interface OutSession {
  id: string;
  draftId: string;
  row: TrainingSessionRow;
  publication: Publication;
  current: Current;
  /** The session that took its place. */
  replacedBy: string | null;
  archived: boolean;
}

export type ContentHead = Omit<ContentRow, 'outline'>;

/** Reads sessions by what their drafts' rows say is out: never half of an attempt. */
export class SessionsReader {
  readonly #drafts: DraftsPort;
  readonly #sessions: TrainingSessionsRepo;
  readonly #contents: ContentsRepo;

  constructor(deps: { drafts: DraftsPort; sessions: TrainingSessionsRepo; contents: ContentsRepo }) {
    this.#drafts = deps.drafts;
    this.#sessions = deps.sessions;
    this.#contents = deps.contents;
  }

  /** Null when there is none, or it is not out. */
  async find(id: string): Promise<OutSession | null> {
    const row = await this.#sessions.find(id);
    if (!row) return null;
    return (await this.out([row]))[0] ?? null;
  }

  /** Those of the rows that are out, in their order. */
  async out(rows: readonly TrainingSessionRow[]): Promise<OutSession[]> {
    const draftIds = rows.flatMap(({ draftId, replaced }) => [
      draftId,
      ...(replaced ? [replaced.draftId] : []),
    ]);
    const found = await this.#drafts.publicationsOf([...new Set(draftIds)]);
    const publications = new Map([...found].map(([id, row]) => [id, publicationOf(row)]));
    return rows.flatMap((row) => {
      const publication = publications.get(row.draftId);
      const current = publication?.current;
      if (!publication || !current) return [];
      const replacedBy = replacementOf(row, current, publications);
      const archived = replacedBy !== null || row.archived?.number === current.number;
      return [
        { id: row._id.toHexString(), draftId: row.draftId, row, publication, current, replacedBy, archived },
      ];
    });
  }

  async content({ current }: OutSession): Promise<ContentRow> {
    const content = await this.#contents.find(current.contentVersionId);
    if (!content) throw new Error('what is out has its content');
    return content;
  }

  /** By session id. */
  async heads(sessions: readonly OutSession[]): Promise<ReadonlyMap<string, ContentHead>> {
    const found = await this.#contents.heads(sessions.map(({ current }) => current.contentVersionId));
    return new Map(
      sessions.flatMap(({ id, current }) => {
        const head = found.get(current.contentVersionId);
        return head ? [[id, head] as const] : [];
      }),
    );
  }
}

/** A replacement counts once it is out, and until the session is published again. */
function replacementOf(
  { replaced }: TrainingSessionRow,
  current: Current,
  publications: ReadonlyMap<string, Publication | null>,
): string | null {
  if (replaced?.number !== current.number) return null;
  const by = publications.get(replaced.draftId);
  return by?.contentVersionIds.includes(replaced.contentVersionId) ? replaced.sessionId : null;
}
