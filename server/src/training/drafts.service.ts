import { AppError } from '@ensemble/shared';
import {
  type DraftCreate,
  type DraftPatch,
  type DraftQuery,
  type DraftSummary,
  type DraftView,
  emptyMetadata,
  type SessionMetadata,
  type SessionMetadataPatch,
  TITLE_MAX,
  type TrainingFigures,
} from '@ensemble/shared/training';
import { derivedId } from '../http/ids.ts';
import type { Accounts } from '../accounts/index.ts';
import type { Viewer } from '../http/viewer.ts';
import type { z } from 'zod';
import type { ContentService } from './content.service.ts';
import { type DraftRows, derived } from './draft-rows.ts';
import { type DraftAccess, standingOf } from './drafts.access.ts';
import { countsOf, filterFor } from './drafts.filters.ts';
import type { DraftContent } from './drafts.port.ts';
import { presentDraft, presentSummary } from './drafts.present.ts';
import type { DraftHead, DraftRecord } from './drafts.repo.ts';
import type { TrainingEvents } from './events.ts';
import type { SavedStates } from './saved-states.ts';
import type { VersionsService } from './versions.service.ts';

/** Drafts that one person owns, those in the archive included. */
const OWNED_MAX = 2000;

export interface DraftsDeps {
  rows: DraftRows;
  access: DraftAccess;
  content: ContentService;
  versions: VersionsService;
  states: SavedStates;
  events: TrainingEvents;
  accounts: Pick<Accounts, 'namesOf' | 'memberships'>;
  /** Dated sessions of the next seven days that the viewer may read. */
  upcoming(viewer: Viewer): Promise<number>;
  /** Its document was opened or closed to writing. */
  writingChanged(draftId: string): void;
  /** Removes what hangs on a draft (document, variants, what was published) before it goes. */
  eraseAll(draftId: string): Promise<void>;
}

/** Drafts of sessions: made, found, copied, put away. */
export class DraftsService {
  readonly #deps: DraftsDeps;

  constructor(deps: DraftsDeps) {
    this.#deps = deps;
  }

  async view(viewer: Viewer, draftId: string): Promise<DraftView> {
    const { rows, access, versions } = this.#deps;
    const row = await rows.get(draftId);
    const [standing, aiVersions, base] = await Promise.all([
      access.standing(viewer, row),
      versions.shown(row, 'ai'),
      versions.baseOf(row),
    ]);
    const names = await this.#deps.accounts.namesOf([row.ownerId]);
    return presentDraft(row, standing, names.get(row.ownerId)?.name ?? 'Somebody', { aiVersions, base });
  }

  async list(
    viewer: Viewer,
    query: z.output<typeof DraftQuery>,
    page: { limit: number; after: readonly [number, string] | null },
  ): Promise<{ row: DraftHead; view: DraftSummary }[]> {
    const { rows, access, accounts } = this.#deps;
    const roles = await access.rolesOf(viewer);
    const found = await rows.repo.list(filterFor(viewer, roles, query), page);
    const names = await accounts.namesOf(found.map(({ ownerId }) => ownerId));
    return found.map((row) => {
      const standing = standingOf(viewer, row.ownerId, roles.get(row.id) ?? null);
      return { row, view: presentSummary(row, standing, names.get(row.ownerId)?.name ?? 'Somebody') };
    });
  }

  async figures(viewer: Viewer): Promise<TrainingFigures> {
    const { rows, access, upcoming } = this.#deps;
    const roles = await access.rolesOf(viewer);
    const [counts, soon] = await Promise.all([
      countsOf((filter) => rows.repo.count(filterFor(viewer, roles, { filter }))),
      upcoming(viewer),
    ]);
    return { ...counts, upcoming: soon };
  }

  async create(viewer: Viewer, id: string, input: z.output<typeof DraftCreate>): Promise<DraftView> {
    const metadata = { ...emptyMetadata(), ...defined(input.metadata) };
    await this.#insert(viewer, id, { metadata, outline: { sections: [] }, prompt: input.aiPrompt });
    return this.view(viewer, id);
  }

  /** What is in it and what it goes back to, not its comments and members. */
  async duplicate(viewer: Viewer, draftId: string, id: string): Promise<DraftView> {
    const { rows, content, versions } = this.#deps;
    const from = await rows.get(draftId);
    const idOf = (old: string): string => derivedId('copy', id, old);
    if (!(await rows.repo.find(id))) {
      const { metadata, outline, prompt } = await content.read(draftId);
      const title = `${metadata.title || 'Untitled session'} (copy)`.slice(0, TITLE_MAX);
      await this.#insert(viewer, id, { metadata: { ...metadata, title }, outline, prompt });
    }
    await versions.copyAi(from, id, idOf);
    const base = await versions.baseOf(from);
    await rows.change(id, (row) => {
      if (!base || row.acceptedVersionId !== null) return {};
      return { acceptedVersionId: idOf(base.id), selectedVersionId: idOf(base.id) };
    });
    return this.view(viewer, id);
  }

  /** @throws AppError `stale-version`, `invalid`, `conflict` for the status of one that is published. */
  async patch(
    viewer: Viewer,
    draftId: string,
    { metadata, aiPrompt, status }: z.output<typeof DraftPatch>,
    ifMatch: number | null,
  ): Promise<DraftView> {
    const { rows, content } = this.#deps;
    await rows.change(draftId, (row) => {
      // Whoever writes under a version takes it: of two that name the same one, the second is stale.
      if (ifMatch !== null && row.version !== ifMatch) throw stale();
      if (status !== undefined && row.status !== status) {
        if (row.status !== 'draft' && row.status !== 'review') throw isPublished();
        return { status, updatedAt: rows.now() };
      }
      return ifMatch === null ? {} : { updatedAt: row.updatedAt };
    });
    await content.change(viewer, draftId, { metadata: metadata && defined(metadata), prompt: aiPrompt });
    return this.view(viewer, draftId);
  }

  async archive(viewer: Viewer, draftId: string): Promise<DraftView> {
    await this.#deps.rows.change(draftId, (row) =>
      row.status === 'archived'
        ? {}
        : { status: 'archived', statusBefore: row.status, updatedAt: this.#deps.rows.now() },
    );
    this.#deps.writingChanged(draftId);
    return this.view(viewer, draftId);
  }

  async unarchive(viewer: Viewer, draftId: string): Promise<DraftView> {
    await this.#deps.rows.change(draftId, (row) =>
      row.status === 'archived'
        ? { status: row.statusBefore ?? 'draft', statusBefore: null, updatedAt: this.#deps.rows.now() }
        : {},
    );
    this.#deps.writingChanged(draftId);
    return this.view(viewer, draftId);
  }

  /** Keeps a state to come back to. */
  async save(viewer: Viewer, draftId: string): Promise<DraftView> {
    await this.#deps.states.keep(draftId, await this.#deps.content.read(draftId));
    return this.view(viewer, draftId);
  }

  /** Back to the last state kept, or to the one before when nothing changed since. @throws AppError `conflict`. */
  async undoAutosave(viewer: Viewer, draftId: string): Promise<DraftView> {
    const { rows, content, states } = this.#deps;
    const state = await states.before(await rows.get(draftId), await content.read(draftId));
    if (!state) throw new AppError('conflict', 'There is no earlier saved state to go back to.');
    const { metadata, outline, prompt } = state;
    await states.arrive(state, await content.write(draftId, { metadata, outline, prompt }));
    return this.view(viewer, draftId);
  }

  /** Everything of it goes, the draft itself last: a call that was cut short can be repeated. */
  async delete(draftId: string): Promise<void> {
    const { rows, versions, states, events, accounts, eraseAll } = this.#deps;
    const row = await rows.get(draftId);
    if (row.publishedSessionId !== null) {
      throw new AppError('conflict', 'It was published, and people may hold seats: archive it instead.');
    }
    await eraseAll(draftId);
    await versions.repo.eraseDraft(draftId);
    await states.eraseDraft(draftId);
    await events.eraseDraft(draftId);
    await rows.repo.delete(draftId);
    await accounts.memberships.removeScope('draft', draftId);
  }

  /** Makes one with what it begins with, once however often it is asked. */
  async #insert(viewer: Viewer, id: string, content: DraftContent): Promise<void> {
    const { rows, states, events } = this.#deps;
    if (await rows.repo.find(id)) return;
    if ((await rows.repo.count({ ownerId: viewer.userId })) >= OWNED_MAX) throw tooMany();
    const now = rows.now();
    const { digest, id: stateId } = await states.begin(id, content, now);
    const row = newDraft(id, viewer.userId, content, now);
    await rows.repo.insert({ ...row, ...derived(row), savedDigest: digest, stateId });
    await events.record({
      id: derivedId('draft-created', id),
      kind: 'draft-created',
      draftId: id,
      userId: viewer.userId,
    });
  }
}

const newDraft = (id: string, ownerId: string, content: DraftContent, now: Date): DraftRecord => ({
  ...content,
  id,
  ownerId,
  status: 'draft',
  statusBefore: null,
  acceptedVersionId: null,
  selectedVersionId: null,
  publishedSessionId: null,
  publishedDigest: null,
  publishProblem: null,
  firstPublishedAt: null,
  contentDigest: '',
  stateDigest: '',
  savedDigest: '',
  stateId: null,
  lastAutosaveAt: null,
  isDirty: false,
  dirtySince: null,
  saveDueAt: null,
  readinessScore: 0,
  ready: false,
  hasUnpublishedChanges: false,
  sectionCount: 0,
  totalMinutes: 0,
  versionCount: 0,
  aiVersionCount: 0,
  lastVersionNumber: 0,
  commentAuthorIds: [],
  publication: null,
  publicationRev: 0,
  publicationDueAt: null,
  publishedVersionIds: [],
  version: 1,
  createdAt: now,
  updatedAt: now,
});

const defined = (fields: SessionMetadataPatch): Partial<SessionMetadata> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

const tooMany = (): AppError =>
  new AppError('conflict', `One person keeps at most ${OWNED_MAX} drafts. Delete some first.`);
const stale = (): AppError =>
  new AppError('stale-version', 'Somebody else changed this draft in between. Load it again.');
const isPublished = (): AppError =>
  new AppError('conflict', 'It is published: what changed since waits to be published again.');
