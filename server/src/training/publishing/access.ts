import type { DraftAction } from '@ensemble/shared/training';
import { requireViewer } from '../../http/access.ts';
import type { Access } from '../../http/route.ts';
import type { DraftsPort } from '../drafts.port.ts';
import type { TrainingAction, TrainingSessions } from './sessions.service.ts';

/** May the viewer do this with the training session of the route's `:id`? Who may not read it: there is none. */
export const trainingAccess = (sessions: TrainingSessions, action: TrainingAction): Access => ({
  label: `training-session:${action}`,
  async check({ viewer, params }) {
    if (action !== 'read') requireViewer(viewer);
    await sessions.require(viewer, params['id'] ?? '', action);
  },
});

/** The same of the draft of the route's `:id`. */
export const draftAccess = (drafts: DraftsPort, action: DraftAction): Access => ({
  label: `draft:${action}`,
  async check({ viewer, params }) {
    await drafts.require(viewer, params['id'] ?? '', action);
  },
});
