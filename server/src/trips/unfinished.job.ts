import type { Job } from '../scheduler/scheduler.ts';
import type { TripAllocations } from './allocations.ts';
import type { PendingRepo } from './pending.repo.ts';

const AT_ONCE = 50;

/** Carries allocations to their end whose node died half-way, so that no trip keeps half of what it asked for. */
export const unfinishedJob = (pending: PendingRepo, allocations: TripAllocations): Job => ({
  name: 'unfinished allocations',
  async run(nowMs) {
    for (const tripId of await pending.abandoned(nowMs, AT_ONCE)) await allocations.finish(tripId);
    return null;
  },
});
