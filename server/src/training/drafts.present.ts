import {
  contributionMix,
  type DraftEvent,
  type DraftStanding,
  type DraftSummary,
  type DraftView,
  type OutlineVersionView,
} from '@ensemble/shared/training';
import type { DraftHead, DraftRecord } from './drafts.repo.ts';
import type { VersionRow } from './versions.repo.ts';

/** How drafts and versions leave the server. */

const roleOf = ({ isOwner, isAdmin, role }: DraftStanding): DraftView['role'] =>
  isOwner || isAdmin ? 'owner' : (role ?? 'view');

const common = (row: DraftHead, standing: DraftStanding, ownerName: string) => ({
  id: row.id,
  status: row.status,
  metadata: row.metadata,
  readinessScore: row.readinessScore,
  lastAutosaveAt: row.lastAutosaveAt?.toISOString() ?? null,
  isDirty: row.isDirty,
  publishedSessionId: row.publishedSessionId,
  hasUnpublishedChanges: row.hasUnpublishedChanges,
  ownerId: row.ownerId,
  ownerName,
  role: roleOf(standing),
  version: row.version,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

export const presentSummary = (row: DraftHead, standing: DraftStanding, ownerName: string): DraftSummary => ({
  ...common(row, standing, ownerName),
  sectionCount: row.sectionCount,
  totalMinutes: row.totalMinutes,
  ready: row.ready,
});

/** `base`: the generated version that the outline goes back to. */
export const presentDraft = (
  row: DraftRecord,
  standing: DraftStanding,
  ownerName: string,
  { aiVersions, base }: { aiVersions: readonly VersionRow[]; base: VersionRow | null },
): DraftView => ({
  ...common(row, standing, ownerName),
  outline: row.outline,
  aiPrompt: row.prompt,
  aiVersions: aiVersions.map(presentVersion),
  acceptedVersionId: row.acceptedVersionId,
  selectedVersionId: row.selectedVersionId,
  mix: contributionMix(row.outline, base?.outline ?? null, base?.sources ?? []),
  publishProblem: row.publishProblem,
});

export function presentVersion({ baseVersionId: _, createdAt, ...row }: VersionRow): OutlineVersionView {
  return { ...row, createdAt: createdAt.toISOString() };
}

export const draftEvent = (row: DraftRecord): DraftEvent => ({
  id: row.id,
  version: row.version,
  status: row.status,
  readinessScore: row.readinessScore,
  lastAutosaveAt: row.lastAutosaveAt?.toISOString() ?? null,
  isDirty: row.isDirty,
  acceptedVersionId: row.acceptedVersionId,
  selectedVersionId: row.selectedVersionId,
  publishedSessionId: row.publishedSessionId,
  hasUnpublishedChanges: row.hasUnpublishedChanges,
  publishProblem: row.publishProblem,
  versionCount: row.versionCount,
});
