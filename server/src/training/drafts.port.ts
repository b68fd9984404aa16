import type { WatchSnapshot } from '@ensemble/shared';
import type {
  CitedPassage,
  DraftAction,
  DraftStatus,
  DraftView,
  Maker,
  OutlineVersionView,
  Persona,
  RagWeight,
  SessionMetadata,
  SessionOutline,
} from '@ensemble/shared/training';
import type { Collab, Principal } from '../collab/index.ts';
import type { RouteDefinition } from '../http/route.ts';
import type { Viewer } from '../http/viewer.ts';
import type { Live } from '../live/live.ts';
import type { Job } from '../scheduler/scheduler.ts';

/** What the parts of training (generation, publishing) may ask of drafts. Ids are hex. */

/** The projection of a draft's shared document: what readers, lists and exports see. */
export interface DraftContent {
  metadata: SessionMetadata;
  outline: SessionOutline;
  prompt: string;
}

export interface DraftRow {
  id: string;
  ownerId: string;
  status: DraftStatus;
  acceptedVersionId: string | null;
  selectedVersionId: string | null;
  publishedSessionId: string | null;
  /** `contentDigest` as it went out last; null before the first publishing. */
  publishedDigest: string | null;
  publishProblem: string | null;
  /** When it was published first; null before. */
  firstPublishedAt: Date | null;
  /** As of the last durable save of the shared document. */
  metadata: SessionMetadata;
  outline: SessionOutline;
  prompt: string;
  /** Of metadata and outline; equal for equal content. */
  contentDigest: string;
  readinessScore: number;
  ready: boolean;
  hasUnpublishedChanges: boolean;
  /** Publishing's own, opaque to the drafts. */
  publication: Record<string, unknown> | null;
  publicationRev: number;
  /** Publishing is under way; when another node may take it over. */
  publicationDueAt: Date | null;
  /** Versions of kind `published` that are not among these are not out (yet), and are shown to nobody. */
  publishedVersionIds: string[];
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

/** What others than the document may change about a draft. */
export type DraftChange = Partial<
  Pick<
    DraftRow,
    | 'status'
    | 'acceptedVersionId'
    | 'selectedVersionId'
    | 'publishedSessionId'
    | 'publishedDigest'
    | 'publishProblem'
    | 'firstPublishedAt'
    | 'publication'
    | 'publicationRev'
    | 'publicationDueAt'
    | 'publishedVersionIds'
  >
>;

/** The update happens only while every field given here still has this value. */
export type DraftGuard = Partial<
  Pick<
    DraftRow,
    | 'version'
    | 'status'
    | 'acceptedVersionId'
    | 'selectedVersionId'
    | 'publishedSessionId'
    | 'publishedDigest'
    | 'publicationRev'
  >
>;

export interface NewVersion {
  /** Left out: a new one. With the id of one that is there, that one is answered and nothing is added. */
  id?: string;
  kind: OutlineVersionView['kind'];
  label: string;
  persona: Persona | null;
  maker: Maker | null;
  ragWeight: RagWeight | null;
  prompt: string;
  metadata: SessionMetadata;
  outline: SessionOutline;
  sources: CitedPassage[];
  createdBy: { id: string; name: string };
}

export interface DraftsPort {
  /** As GET /api/drafts/:id answers it, to a viewer who may read it. */
  view(viewer: Viewer, draftId: string): Promise<DraftView>;
  /** @throws AppError `not-found` when hidden or absent, `not-signed-in`, `not-allowed` without the right. */
  require(viewer: Viewer | null, draftId: string, action: DraftAction): Promise<DraftRow>;
  may(viewer: Viewer | null, draftId: string, action: DraftAction): Promise<boolean>;
  find(draftId: string): Promise<DraftRow | null>;
  /** Drafts that this viewer may read; null: all of them (an administrator). */
  readableIds(viewer: Viewer): Promise<string[] | null>;
  /** Of the live document, also what is not projected yet. @throws AppError `not-found`. */
  content(draftId: string): Promise<DraftContent>;
  /** The digest that `DraftRow.contentDigest` would have for this content. */
  digestOf(content: Pick<DraftContent, 'metadata' | 'outline'>): string;
  /**
   * A forward change of the shared document to this content, with the least difference; what is not given stays.
   * Resolves when durable and projected. `author` null: the server. The state before is kept for undo-autosave.
   */
  write(
    draftId: string,
    author: Principal | null,
    content: { outline: SessionOutline; metadata?: SessionMetadata; prompt?: string },
  ): Promise<void>;
  addVersion(draftId: string, version: NewVersion): Promise<OutlineVersionView>;
  /** @throws AppError `not-found` */
  version(draftId: string, versionId: string): Promise<OutlineVersionView>;
  /** The generated version that a draft with this accepted version goes back to; null: it is all people's own. */
  baseOf(draft: Pick<DraftRow, 'id' | 'acceptedVersionId'>): Promise<OutlineVersionView | null>;
  /** Rolls back what was added. Safe to repeat. */
  removeVersion(draftId: string, versionId: string): Promise<void>;
  /** Those that are shown, oldest first. */
  versions(draftId: string): Promise<OutlineVersionView[]>;
  /** One guarded update; null when the guard no longer holds or the draft is gone. Tells `/live` watchers. */
  set(draftId: string, change: DraftChange, guard?: DraftGuard): Promise<DraftRow | null>;
  /** Drafts with publishing under way. */
  openPublications(): Promise<DraftRow[]>;
  /** A light read for lists; drafts that are gone are left out. */
  publicationsOf(draftIds: readonly string[]): Promise<ReadonlyMap<string, DraftPublication>>;
}

export type DraftPublication = Pick<DraftRow, 'id' | 'ownerId' | 'status' | 'publication' | 'publicationRev'>;

/** What a part is given once the sync server and `/live` stand. */
export interface TrainingDoors {
  collab: Collab;
  live: Live;
  reschedule(): void;
  /** Runs on after the answer; a failure is logged. */
  background(work: Promise<unknown>): void;
}

/** A part of training beside the drafts themselves. Whatever it has no use for it leaves out. */
export interface TrainingPart {
  jobs: Job[];
  routes(doors: TrainingDoors): RouteDefinition[];
  /** What `/live` shows of a draft beside the draft itself, such as `{ variants: [progress] }`. */
  draftSnapshot?(draftId: string): Promise<Partial<WatchSnapshot>>;
  /** For the digest, by draft id: versions under the keys of `liveKey` (shared/live/live-key). */
  draftVersions?(draftIds: readonly string[]): Promise<ReadonlyMap<string, Record<string, number>>>;
  /** A draft is deleted: everything this part keeps of it goes. Safe to repeat. */
  eraseDraft?(draftId: string): Promise<void>;
  /** Before the store goes. */
  close?(): Promise<void>;
  /** A guest became an account. Safe to repeat. */
  handOver?(guestId: string, accountId: string): Promise<void>;
}
