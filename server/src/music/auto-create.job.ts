import { AppError } from '@ensemble/shared';
import { dueAutoCreates, nextOccurrences, timesOf } from '@ensemble/shared/instances';
import type { Job } from '../scheduler/scheduler.ts';
import type { SessionRow } from './sessions.repo.ts';
import type { SessionsService } from './sessions.service.ts';

/** Makes the evenings that are due. Idempotent by (session, date, start), so two nodes make each once. */
export const autoCreateJob = (sessions: SessionsService): Job => ({
  name: 'create instances ahead',
  async run(nowMs) {
    let next: number | null = null;
    for (const session of await sessions.repo.autoCreating()) {
      for (const { date } of dueAutoCreates(session, nowMs)) await ensure(sessions, session, date);
      const due = nextDue(session, nowMs);
      if (due !== null) next = next === null ? due : Math.min(next, due);
    }
    return next;
  },
});

async function ensure(sessions: SessionsService, session: SessionRow, date: string): Promise<void> {
  try {
    await sessions.createInstance(session, { date });
  } catch (error) {
    // There already, perhaps cancelled or moved by hand: that decision stands.
    if (!(error instanceof AppError && error.code === 'duplicate')) throw error;
  }
}

/** When the next one not yet due comes within the hours ahead. */
function nextDue(session: SessionRow, nowMs: number): number | null {
  const { recurrence } = session;
  if (!recurrence || !(recurrence.startTime ?? session.defaultStartTime)) return null;
  const aheadMs = session.autoCreateHoursAhead * 3_600_000;
  const [following] = nextOccurrences(recurrence, timesOf(session), nowMs + aheadMs + 1, 1);
  return following ? Date.parse(following.startsAt) - aheadMs : null;
}
