import { randomUUID } from 'node:crypto';
import type { VariantsProgress } from '@ensemble/shared/training';
import { OneRun, type RunDeps } from './one-run.ts';
import type { RunsRow } from './runs.repo.ts';

/** A process that has said nothing for so long is gone. */
export const ABANDONED_MS = 15_000;

/**
 * Carries runs out. Every step is in the store before the next one begins, under the name of this process: should it
 * die, another one goes on from there, and what was made is not made twice.
 */
export class Runner {
  readonly #deps: RunDeps;
  readonly holder: string = randomUUID();
  readonly #running = new Map<string, { stop: AbortController; done: Promise<void> }>();
  onProgress: (progress: VariantsProgress) => void = () => undefined;

  constructor(deps: RunDeps) {
    this.#deps = deps;
  }

  /** Resolves when the run is over, whatever its end; rejects when the store fails. */
  start(row: RunsRow): Promise<void> {
    const { jobId } = row.run;
    const running = this.#running.get(jobId);
    if (running) return running.done;
    const stop = new AbortController();
    const done = new OneRun(this.#deps, row, stop, this.onProgress).through().finally(() => {
      this.#running.delete(jobId);
    });
    this.#running.set(jobId, { stop, done });
    return done;
  }

  /** Lets go of everything under way, for whoever comes next. */
  async close(): Promise<void> {
    const all = [...this.#running.values()];
    for (const { stop } of all) stop.abort();
    await Promise.allSettled(all.map(({ done }) => done));
  }
}
