import type { Job } from '../scheduler/scheduler.ts';
import type { InstancesService } from './instances.service.ts';

/** Turns evenings on and off at their boundaries and wakes again at the next one. */
export const activeJob = (instances: InstancesService): Job => ({
  name: 'active instances',
  async run(nowMs) {
    while ((await instances.settleActive()) > 0);
    return instances.repo.nextBoundary(nowMs);
  },
});
