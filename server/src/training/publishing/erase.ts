import { AppError } from '@ensemble/shared';
import type { InstancesService } from '../../instances/index.ts';
import type { DraftsPort } from '../drafts.port.ts';
import type { ContentsRepo } from './contents.repo.ts';
import { publicationOf } from './publication.ts';
import type { TrainingSessionsRepo } from './sessions.repo.ts';

/** What an attempt may have left of a draft that is deleted. @throws AppError `conflict` while its session is out. */
export async function eraseDraft(
  deps: {
    drafts: DraftsPort;
    contents: ContentsRepo;
    sessions: TrainingSessionsRepo;
    instances: InstancesService;
  },
  draftId: string,
): Promise<void> {
  const row = await deps.drafts.find(draftId);
  const publication = row && publicationOf(row);
  if (publication?.current) {
    throw new AppError('conflict', 'Its session is published: archive the draft instead of deleting it.');
  }
  if (publication) {
    await deps.instances.repo.deleteOf({ kind: 'training', id: publication.sessionId });
    await deps.sessions.remove(publication.sessionId);
  }
  await deps.contents.removeOfDraft(draftId);
}
