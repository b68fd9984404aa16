import type {
  ContentVersionView,
  RunView,
  SessionMetadata,
  SessionOutline,
  TrainingSessionSummary,
  TrainingSessionView,
} from '@ensemble/shared/training';
import { idleRun } from '@ensemble/shared/training/run';
import type { ContentRow } from './contents.repo.ts';
import type { TrainingSessionRow } from './sessions.repo.ts';
import type { ContentHead, OutSession } from './sessions.reader.ts';

/** `member`: reads the draft. `anyone`: of a public session, what those who come are shown. */
export type SessionAudience = 'member' | 'anyone';

export function presentRun(row: TrainingSessionRow): RunView {
  const sessionId = row._id.toHexString();
  return row.run ? { ...row.run, sessionId } : idleRun(sessionId);
}

export interface Shown {
  session: OutSession;
  audience: SessionAudience;
  mayRun: boolean;
}

export function presentSummary(
  { session, audience, mayRun }: Shown,
  content: ContentHead,
): TrainingSessionSummary {
  const { id, draftId, row, publication, current, replacedBy, archived } = session;
  return {
    id,
    draftId,
    status: archived ? 'archived' : 'published',
    title: content.metadata.title,
    metadata: audience === 'member' ? content.metadata : openMetadata(content.metadata),
    contentVersionId: current.contentVersionId,
    contentVersionNumber: current.number,
    readinessScore: content.readinessScore,
    instanceId: current.instanceId,
    replacedBy,
    publishedAt: content.publishedAt.toISOString(),
    publishedBy: content.publishedBy,
    mayRun,
    // Both rise alone, so their sum rises with each of them.
    version: row.version + publication.contentVersionIds.length,
    createdAt: row.createdAt.toISOString(),
    updatedAt: new Date(Math.max(row.updatedAt.getTime(), content.publishedAt.getTime())).toISOString(),
  };
}

export const presentSession = (shown: Shown, content: ContentRow): TrainingSessionView => ({
  ...presentSummary(shown, content),
  outline: shown.audience === 'member' ? content.outline : openOutline(content.outline),
  run: presentRun(shown.session.row),
});

/** Why a session is held is its trainers' business. */
const openMetadata = (metadata: SessionMetadata): SessionMetadata => ({ ...metadata, currentProblem: '' });

/** What happens when, without the trainers' notes and sources. */
const openOutline = ({ sections }: SessionOutline): SessionOutline => ({
  sections: sections.map((section) => ({ ...section, descriptionHtml: '', materials: [], sources: [] })),
});

export const presentContent = (row: ContentRow): ContentVersionView => ({
  id: row._id.toHexString(),
  number: row.number,
  metadata: row.metadata,
  outline: row.outline,
  readinessScore: row.readinessScore,
  acceptedVersionId: row.acceptedVersionId,
  mix: row.mix,
  publishedAt: row.publishedAt.toISOString(),
  publishedBy: row.publishedBy,
});
