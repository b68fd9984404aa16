import type { SessionAction } from '@ensemble/shared';
import type { InstanceOwner } from '../../instances/index.ts';
import { trainingFacts } from './instance-follower.ts';
import type { TrainingAction, TrainingSessions } from './sessions.service.ts';

/** Who may read the session may read its instance; who works on its draft runs the day and its seats. */
const ASKED: Readonly<Record<SessionAction, TrainingAction>> = {
  read: 'read',
  meet: 'edit',
  log: 'edit',
  manage: 'edit',
};

/** Dated occurrences of published training sessions. One of an attempt that is not out yet is nobody's. */
export const trainingOwner = (sessions: TrainingSessions): InstanceOwner => ({
  kind: 'training',
  async facts(sessionId) {
    const session = await sessions.find(sessionId);
    if (!session) return null;
    const { title, location, timezone } = (await sessions.content(session)).metadata;
    return trainingFacts({ title, venue: location === '' ? null : location, timezone });
  },
  async may(viewer, row, action) {
    const session = await sessions.find(row.source.id.toHexString());
    return (
      session !== null && sessions.has(session, row) && (await sessions.may(viewer, session, ASKED[action]))
    );
  },
});
