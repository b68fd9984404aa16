import { AppError } from '@ensemble/shared';
import { DAY_MS, dueAutoCreates, expandRecurrence, timesOf } from '@ensemble/shared/instances';
import type { InstancesService } from '../instances/index.ts';
import type { Job } from '../scheduler/scheduler.ts';
import type { SessionRow } from './sessions.repo.ts';
import type { SessionsService } from './sessions.service.ts';

/** Makes the evenings that are due. Idempotent by (session, date, start), so two nodes make each once. */
export const autoCreateJob = (sessions: SessionsService, instances: InstancesService): Job => ({
  name: 'create instances ahead',
  async run(nowMs) {
    const wakeAt: number[] = [];
    const failures: unknown[] = [];
    for (const session of await sessions.repo.autoCreating()) {
      try {
        for (const { date, startTime } of dueAutoCreates(session, nowMs)) {
          await ensure(sessions, instances, session, date, startTime);
        }
        wakeAt.push(...nextDue(session, nowMs));
      } catch (error) {
        // One session that cannot be served must not keep the evenings of all others from being made.
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'evenings could not be made');
    return wakeAt.length > 0 ? Math.min(...wakeAt) : null;
  },
});

async function ensure(
  sessions: SessionsService,
  instances: InstancesService,
  session: SessionRow,
  date: string,
  startTime: string,
): Promise<void> {
  const source = { kind: 'session' as const, id: session._id.toHexString() };
  // There already, perhaps cancelled or moved by hand: that decision stands.
  if (await instances.madeFor(source, date, startTime)) return;
  try {
    await sessions.generateInstance(session, date);
  } catch (error) {
    // Made by another node, or the session deleted, since we looked.
    if (!(error instanceof AppError && (error.code === 'duplicate' || error.code === 'not-found')))
      throw error;
  }
}

/** When the next one comes within the hours ahead; none when that is more than a day off (we look again before). */
function nextDue(session: SessionRow, nowMs: number): number[] {
  const { recurrence } = session;
  if (!recurrence || !(recurrence.startTime ?? session.defaultStartTime)) return [];
  const aheadMs = session.autoCreateHoursAhead * 3_600_000;
  const fromMs = nowMs + aheadMs + 1;
  const following = expandRecurrence(recurrence, timesOf(session), { fromMs, toMs: fromMs + DAY_MS });
  return following.slice(0, 1).map(({ startsAt }) => Date.parse(startsAt) - aheadMs);
}
