import type { Job } from '../../scheduler/scheduler.ts';
import type { DraftsPort } from '../drafts.port.ts';
import type { Publisher } from './publisher.ts';

/** Goes on with publishing that a crash left half done. */
export const publishingJob = (drafts: DraftsPort, publisher: Publisher): Job => ({
  name: 'half-done publishing',
  async run(nowMs) {
    let next: number | null = null;
    const failures: unknown[] = [];
    for (const row of await drafts.openPublications()) {
      const dueMs = publisher.dueAt(row);
      if (dueMs > nowMs) {
        next = Math.min(next ?? dueMs, dueMs);
        continue;
      }
      // What cannot be published was taken back, and the draft says why; one must not keep the others waiting.
      await publisher.recover(row).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw new AggregateError(failures, 'publishing could not be finished');
    return next;
  },
});
