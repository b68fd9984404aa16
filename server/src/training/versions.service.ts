import { AppError } from '@ensemble/shared';
import {
  compareOutlines,
  type Comparable,
  type OutlineComparison,
  type OutlineVersionView,
} from '@ensemble/shared/training';
import { ObjectId } from 'bson';
import type { Viewer } from '../http/viewer.ts';
import type { ContentService } from './content.service.ts';
import type { DraftRows } from './draft-rows.ts';
import type { NewVersion } from './drafts.port.ts';
import type { DraftFields, DraftRecord } from './drafts.repo.ts';
import type { TrainingEvents } from './events.ts';
import type { SavedStates } from './saved-states.ts';
import type { VersionRow, VersionsRepo } from './versions.repo.ts';

const INSERT_ATTEMPTS = 20;
/** Of one draft: far more than people look through, so that no draft grows without end. */
const MOST: Readonly<Partial<Record<VersionRow['kind'], number>>> = { ai: 100, snapshot: 200 };
/** Versions that "restore" made; what they hold is elsewhere too, so the oldest go. */
const RESTORED_KEPT = 50;

export interface VersionsDeps {
  repo: VersionsRepo;
  rows: DraftRows;
  content: ContentService;
  states: SavedStates;
  events: TrainingEvents;
}

/** Named states of an outline that stay: what makers made, what people kept, what was published. */
export class VersionsService {
  readonly repo: VersionsRepo;
  readonly #deps: VersionsDeps;

  constructor(deps: VersionsDeps) {
    this.repo = deps.repo;
    this.#deps = deps;
  }

  /** @throws AppError `not-found` */
  async get(draftId: string, versionId: string): Promise<VersionRow> {
    const row = ObjectId.isValid(versionId) ? await this.repo.find(draftId, versionId) : null;
    if (!row) throw new AppError('not-found', 'There is no such version of this draft.');
    return row;
  }

  /** As `get`, for people: what is not published yet is not there. */
  async getShown(draft: DraftRecord, versionId: string): Promise<VersionRow> {
    const row = await this.get(draft.id, versionId);
    if (row.kind === 'published' && !draft.publishedVersionIds.includes(row.id)) {
      throw new AppError('not-found', 'There is no such version of this draft.');
    }
    return row;
  }

  /** Oldest first. */
  shown(draft: DraftRecord, kind?: VersionRow['kind']): Promise<VersionRow[]> {
    return this.repo.all(filterOf(draft), kind);
  }

  /** Newest first. */
  page(draft: DraftRecord, limit: number, before: number | null): Promise<VersionRow[]> {
    return this.repo.page(filterOf(draft), limit, before);
  }

  /** The generated version that the draft's outline goes back to. */
  async baseOf(draft: Pick<DraftRecord, 'id' | 'acceptedVersionId'>): Promise<VersionRow | null> {
    if (draft.acceptedVersionId === null) return null;
    const accepted = await this.repo.find(draft.id, draft.acceptedVersionId);
    if (!accepted?.baseVersionId) return null;
    return accepted.baseVersionId === accepted.id
      ? accepted
      : this.repo.find(draft.id, accepted.baseVersionId);
  }

  /**
   * Answers the one that is there when a call that was cut short is repeated. `baseVersionId` left out: the one that
   * the draft goes back to. @throws AppError `not-found`, `conflict` for more than a draft keeps.
   */
  async add(draftId: string, version: NewVersion, baseVersionId?: string | null): Promise<VersionRow> {
    const id = version.id ?? new ObjectId().toHexString();
    const made = await this.repo.find(draftId, id);
    if (made) return made;
    const draft = await this.#deps.rows.get(draftId);
    await this.#requireRoom(draftId, version.kind);
    const base = version.kind === 'ai' ? id : await given(baseVersionId, () => this.baseOf(draft));
    const row = { ...version, id, draftId, baseVersionId: base, createdAt: this.#deps.rows.now() };
    const added = await this.#insert(row);
    await this.recount(draftId);
    return added;
  }

  async remove(draftId: string, versionId: string): Promise<void> {
    await this.repo.delete(draftId, versionId);
    await this.recount(draftId);
  }

  /** A named snapshot of the draft as it stands. */
  async snapshot(viewer: Viewer, draftId: string, label: string, id: string): Promise<VersionRow> {
    const { metadata, outline } = await this.#deps.content.read(draftId);
    const accepted = await this.baseOf(await this.#deps.rows.get(draftId));
    return this.add(draftId, {
      id,
      kind: 'snapshot',
      label,
      persona: null,
      maker: null,
      ragWeight: null,
      prompt: '',
      metadata,
      outline,
      sources: citedIn(outline, accepted?.sources ?? []),
      createdBy: nameOf(viewer),
    });
  }

  /** Its outline becomes the draft's, and it the accepted version. */
  async accept(viewer: Viewer, draftId: string, versionId: string): Promise<void> {
    const version = await this.getShown(await this.#deps.rows.get(draftId), versionId);
    await this.#put(draftId, version, { outline: version.outline });
    const { events } = this.#deps;
    const { persona, maker, ragWeight, label, metadata } = version;
    await events.record({ kind: 'version-accepted', draftId, userId: viewer.userId, persona, maker });
    await events.logInteraction({
      draftId,
      userId: viewer.userId,
      kind: 'acceptance',
      variantLabel: label,
      persona,
      maker,
      model: null,
      ragWeight,
      category: metadata.category,
      data: { versionId },
    });
  }

  /** Looked at in the composer; nothing else changes. */
  async select(draftId: string, versionId: string): Promise<void> {
    await this.getShown(await this.#deps.rows.get(draftId), versionId);
    await this.#deps.rows.change(draftId, (row) =>
      row.selectedVersionId === versionId ? {} : { selectedVersionId: versionId },
    );
  }

  /** An older state comes back as a new version: setup and outline, with what has happened since kept before it. */
  async restore(viewer: Viewer, draftId: string, versionId: string, newId: string): Promise<void> {
    const old = await this.getShown(await this.#deps.rows.get(draftId), versionId);
    const { metadata, outline, persona, maker, ragWeight, prompt, sources } = old;
    const made = { metadata, outline, persona, maker, ragWeight, prompt, sources };
    const label = `${old.label} (restored)`;
    const restored = await this.add(
      draftId,
      { id: newId, kind: 'restore', label, ...made, createdBy: nameOf(viewer) },
      old.baseVersionId,
    );
    await this.#put(draftId, restored, { outline, metadata });
    const { acceptedVersionId, selectedVersionId } = await this.#deps.rows.get(draftId);
    const inUse = [acceptedVersionId, selectedVersionId, versionId].filter((id) => id !== null);
    await this.repo.trim(draftId, 'restore', RESTORED_KEPT, inUse);
    await this.recount(draftId);
  }

  /** `a` and `b`: a version's id, or `current`. @throws AppError `not-found`. */
  async compare(draft: DraftRecord, a: string, b: string): Promise<OutlineComparison> {
    return compareOutlines(await this.#side(draft, a), await this.#side(draft, b));
  }

  /** A copy of a draft takes along what its outline goes back to. */
  async copyAi(from: DraftRecord, toDraftId: string, idOf: (old: string) => string): Promise<void> {
    for (const { createdAt: _, baseVersionId: _base, ...version } of await this.shown(from, 'ai')) {
      await this.add(toDraftId, { ...version, id: idOf(version.id) });
    }
  }

  async recount(draftId: string): Promise<void> {
    await this.#deps.rows.change(draftId, async (row): Promise<DraftFields> => {
      const counts = await this.repo.counts(filterOf(row));
      const same = counts.versionCount === row.versionCount && counts.aiVersionCount === row.aiVersionCount;
      return same ? {} : counts;
    });
  }

  async #requireRoom(draftId: string, kind: VersionRow['kind']): Promise<void> {
    const most = MOST[kind];
    if (most === undefined || (await this.repo.count(draftId, kind)) < most) return;
    const what = kind === 'ai' ? 'chosen variants' : 'named versions';
    throw new AppError('conflict', `A draft keeps at most ${most} ${what}. Go on in another draft.`);
  }

  async #put(
    draftId: string,
    version: VersionRow,
    content: Pick<VersionRow, 'outline'> & Partial<Pick<VersionRow, 'metadata'>>,
  ): Promise<void> {
    const { states, rows, content: contents } = this.#deps;
    await states.keep(draftId, await contents.read(draftId));
    await contents.write(draftId, content);
    await rows.change(draftId, () => ({
      acceptedVersionId: version.id,
      selectedVersionId: version.id,
    }));
  }

  async #side(draft: DraftRecord, id: string): Promise<Comparable> {
    if (id === 'current') {
      const { metadata, outline } = await this.#deps.content.read(draft.id);
      return { id, label: 'As it stands', metadata, outline };
    }
    const { label, metadata, outline } = await this.getShown(draft, id);
    return { id, label, metadata, outline };
  }

  /** Numbers rise by one; two that were added at one moment never share one. */
  async #insert(row: Omit<VersionRow, 'number'>): Promise<VersionRow> {
    for (let attempt = 0; attempt < INSERT_ATTEMPTS; attempt++) {
      const number = await this.#deps.rows.repo.nextVersionNumber(row.draftId);
      if (number === null) throw new AppError('not-found', 'There is no such draft.');
      try {
        return await this.repo.insert({ ...row, number });
      } catch (error) {
        if ((error as { code?: unknown }).code !== 11000) throw error;
        const made = await this.repo.find(row.draftId, row.id);
        if (made) return made;
      }
    }
    throw new AppError('unavailable', 'Too many versions at once. Try again.');
  }
}

/** Null is an answer: it goes back to no generated version. */
const given = async (
  id: string | null | undefined,
  otherwise: () => Promise<VersionRow | null>,
): Promise<string | null> => (id === undefined ? ((await otherwise())?.id ?? null) : id);

const filterOf = ({ id, publishedVersionIds }: Pick<DraftRecord, 'id' | 'publishedVersionIds'>) => ({
  draftId: id,
  publishedVersionIds,
});

const nameOf = ({ userId, name }: Viewer) => ({ id: userId, name });

/** The passages that sections still refer to. */
function citedIn(
  outline: OutlineVersionView['outline'],
  passages: OutlineVersionView['sources'],
): OutlineVersionView['sources'] {
  const cited = new Set(outline.sections.flatMap(({ sources }) => sources.map(({ id }) => id)));
  return passages.filter(({ id }) => cited.has(id));
}
