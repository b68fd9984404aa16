import { randomUUID } from 'node:crypto';
import type { Job } from '../../scheduler/scheduler.ts';
import { ABANDONED_MS, type Runner } from './runner.ts';
import type { RunsRepo } from './runs.repo.ts';

const AT_ONCE = 20;

/** Takes up runs whose process died, so that none is pending for ever. They go on after the job's run is over. */
export const abandonedJob = (
  runs: RunsRepo,
  runner: Runner,
  background: (work: Promise<unknown>) => void,
): Job => ({
  name: 'abandoned runs of variants',
  async run(nowMs) {
    for (const row of await runs.abandoned(new Date(nowMs - ABANDONED_MS), AT_ONCE)) {
      const taken = await runs.takeOver(row, randomUUID());
      if (taken) background(runner.start(taken));
    }
    return null;
  },
});
