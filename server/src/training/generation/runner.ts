import type { VariantsProgress } from '@ensemble/shared/training';
import { OneRun, type RunDeps } from './one-run.ts';
import type { RunsRow } from './runs.repo.ts';

/** A process that has said nothing for so long is gone. */
export const ABANDONED_MS = 15_000;

/**
 * Carries runs out. Every step is in the store before the next one begins, under the name of who carries the run out:
 * should that process die, another one goes on from there, and what was made is not made twice.
 */
export class Runner {
  readonly #deps: RunDeps;
  readonly #running = new Map<string, { stop: AbortController; done: Promise<void> }>();
  onProgress: (progress: VariantsProgress) => void = () => undefined;

  constructor(deps: RunDeps) {
    this.#deps = deps;
  }

  /** Resolves when the run is over, whatever its end; rejects when the store fails. */
  async start(row: RunsRow): Promise<void> {
    const { jobId } = row.run;
    const earlier = this.#running.get(jobId);
    // It was thought dead and the run is somebody's anew: ours, under another name.
    earlier?.stop.abort();
    await earlier?.done.catch(() => undefined);
    const stop = new AbortController();
    const done = new OneRun(this.#deps, row, stop, this.onProgress).through();
    const running = { stop, done };
    this.#running.set(jobId, running);
    try {
      await done;
    } finally {
      if (this.#running.get(jobId) === running) this.#running.delete(jobId);
    }
  }

  /** Lets go of everything under way, for whoever comes next. */
  async close(): Promise<void> {
    const all = [...this.#running.values()];
    for (const { stop } of all) stop.abort();
    await Promise.allSettled(all.map(({ done }) => done));
  }
}
