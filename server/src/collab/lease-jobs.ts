import type { Clock } from '@ensemble/shared/core/clock';
import type { DocName } from '@ensemble/shared/collab/index';
import type { CollabLimits } from './limits.ts';
import type { CollabStore } from './store.ts';

export interface LeaseHost {
  readonly store: CollabStore;
  readonly clock: Clock;
  readonly limits: CollabLimits;
  readonly node: string;
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Work on a document that only one node may do at a time: projecting and compacting. On this node
 * jobs of one document queue up; between nodes the lease decides, and its token fences a holder that
 * slept past its time.
 */
export class LeaseJobs {
  readonly #host: LeaseHost;
  readonly #tails = new Map<DocName, Promise<unknown>>();

  constructor(host: LeaseHost) {
    this.#host = host;
  }

  /** Runs `job` with the fencing token; waits for other holders. Rejects with what `job` or the store throws. */
  run<T>(doc: DocName, job: (fence: number) => Promise<T>): Promise<T> {
    const before = this.#tails.get(doc) ?? Promise.resolve();
    const result = before.then(() => this.#underLease(doc, job));
    const tail = result.catch(() => undefined);
    this.#tails.set(doc, tail);
    void tail.then(() => {
      if (this.#tails.get(doc) === tail) this.#tails.delete(doc);
    });
    return result;
  }

  async #underLease<T>(doc: DocName, job: (fence: number) => Promise<T>): Promise<T> {
    const { store, clock, limits, node } = this.#host;
    const lease = `collab:${doc}`;
    let fence = await store.acquireLease(lease, node, clock.now(), limits.leaseMs);
    for (let wait = 10; fence === null; wait = Math.min(wait * 2, 200)) {
      await pause(wait);
      fence = await store.acquireLease(lease, node, clock.now(), limits.leaseMs);
    }
    const token = fence;
    try {
      return await job(token);
    } finally {
      // An unreleased lease runs out by itself.
      await store.releaseLease(lease, token).catch(() => undefined);
    }
  }
}
