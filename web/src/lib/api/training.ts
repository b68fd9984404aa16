import { z } from 'zod';
import { Id, page } from '@ensemble/shared/core/schema';
import {
  type DRAFT_FILTERS,
  DraftsPage,
  DraftView,
  ListEntryView,
  type ManagedList,
  OutlineComparison,
  OutlineVersionView,
  PublishView,
  Readiness,
  TrainingFigures,
  VersionsPage,
} from '@ensemble/shared/training/drafts.schema';
import type { SessionMetadataPatch } from '@ensemble/shared/training/metadata.schema';
import { CitedPassage } from '@ensemble/shared/training/outline.schema';
import { ContentVersionView, TrainingSessionsPage } from '@ensemble/shared/training/published.schema';
import { type VariantsRequest, VariantsView } from '@ensemble/shared/training/variants.schema';
import { api, type Fetch, type SendOptions } from './client.ts';
import { allOf, MOST } from './pages.ts';

/** What the session builder's pages read and send: drafts, their versions and variants, publishing, managed lists. */

const at = (id: string, rest = ''): string => `/api/drafts/${encodeURIComponent(id)}${rest}`;

export type DraftFilter = (typeof DRAFT_FILTERS)[number];
export interface DraftsQuery {
  filter?: DraftFilter | undefined;
  /** Words of title, category or place. */
  q?: string | undefined;
  limit?: number;
  cursor?: string | null;
}

export const loadFigures = (fetcher: Fetch) => api(fetcher).get(TrainingFigures, '/api/training/figures');

/** Last changed first. */
export const loadDrafts = (fetcher: Fetch | undefined, query: DraftsQuery = {}) =>
  api(fetcher).get(DraftsPage, '/api/drafts', { ...query });

export const loadDraft = (id: string, fetcher?: Fetch) => api(fetcher).get(DraftView, at(id));

export const createDraft = (metadata: SessionMetadataPatch, options?: SendOptions) =>
  api().post(DraftView, '/api/drafts', { metadata }, options);

/** Whether it is written on still, or others are asked to look at it. Only before it is published. */
export const setDraftStatus = (id: string, status: 'draft' | 'review') =>
  api().patch(DraftView, at(id), { status });

/** `save` keeps a state to come back to; `undo-autosave` goes back to the last one kept. */
export type DraftStep = 'duplicate' | 'archive' | 'unarchive' | 'save' | 'undo-autosave';
export const stepDraft = (id: string, step: DraftStep) => api().post(DraftView, at(id, `/${step}`));

export const loadReadiness = (id: string, fetcher?: Fetch) =>
  api(fetcher).get(Readiness, at(id, '/readiness'));

/** `replaces`: a published session that this one takes the place of. */
export const publishDraft = (id: string, replaces: string | null, options?: SendOptions) =>
  api().post(PublishView, at(id, '/publish'), replaces === null ? {} : { replaces }, options);

/** Variants */

const VariantsStarted = z.object({ jobId: Id });

export const loadVariants = (id: string, fetcher?: Fetch, signal?: AbortSignal) =>
  api(fetcher).get(VariantsView, at(id, '/variants'), undefined, signal);
export const startVariants = (id: string, request: Partial<VariantsRequest>, options?: SendOptions) =>
  api().post(VariantsStarted, at(id, '/variants'), request, options);
/** The variant becomes a version, the accepted one, and the draft's outline. */
export const selectVariant = (id: string, variantId: string) =>
  api().post(DraftView, at(id, `/variants/${variantId}/select`));
/** A passage that a variant or a version of the draft cites. */
export const loadPassage = (id: string, passageId: string, signal?: AbortSignal) =>
  api().get(CitedPassage, at(id, `/passages/${encodeURIComponent(passageId)}`), undefined, signal);

/** Versions */

export const loadVersions = async (id: string, fetcher?: Fetch): Promise<OutlineVersionView[]> =>
  (await api(fetcher).get(VersionsPage, at(id, '/versions'), { limit: MOST })).items;
export const keepVersion = (id: string, label: string) =>
  api().post(OutlineVersionView, at(id, '/versions'), { label });
export type VersionStep = 'accept' | 'select' | 'restore';
export const stepVersion = (id: string, versionId: string, step: VersionStep) =>
  api().post(DraftView, at(id, `/versions/${versionId}/${step}`));
/** `a`, `b`: a version's id, or `current` for the draft as it stands. */
export const compareVersions = (id: string, a: string, b: string, signal?: AbortSignal) =>
  api().get(OutlineComparison, at(id, '/versions/compare'), { a, b }, signal);

/** Managed lists */

export const loadList = async (list: ManagedList, fetcher?: Fetch): Promise<ListEntryView[]> =>
  (await allOf(fetcher, ListEntryView, `/api/${list}`)).filter(({ isActive }) => isActive);

/** Published sessions */

export const loadTrainingSessions = async (fetcher: Fetch | undefined, query: Record<string, string> = {}) =>
  (await api(fetcher).get(TrainingSessionsPage, '/api/training-sessions', { limit: MOST, ...query })).items;
/** What was published, newest first. */
export const loadContentVersions = async (sessionId: string, fetcher?: Fetch) =>
  (await api(fetcher).get(page(ContentVersionView), `/api/training-sessions/${sessionId}/content-versions`))
    .items;
