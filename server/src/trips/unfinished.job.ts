import type { Job } from '../scheduler/scheduler.ts';
import type { TripAllocations } from './allocations.ts';
import type { PendingRepo } from './pending.repo.ts';

const AT_ONCE = 50;

/** Carries allocations to their end whose node died half-way, so that no trip keeps half of what it asked for. */
export const unfinishedJob = (pending: PendingRepo, allocations: TripAllocations): Job => ({
  name: 'unfinished allocations',
  async run(nowMs) {
    const left = await pending.abandoned(nowMs, AT_ONCE);
    const ends = await Promise.allSettled(left.map((tripId) => allocations.finish(tripId)));
    // One that fails keeps no other from its end; it is tried again with the next run.
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed) throw failed.reason;
    return null;
  },
});
