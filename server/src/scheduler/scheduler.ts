import type { Clock } from '@ensemble/shared';
import type { Log } from '../log.ts';
import type { Leases } from './leases.ts';

/** Work that is due at known times. Must be safe to repeat: after a crash it runs again. */
export interface Job {
  name: string;
  /** Does what is due now and answers when it next wants to run (epoch ms), null for "when poked". */
  run(nowMs: number): Promise<number | null>;
}

const LEASE = 'scheduler';
const LEASE_MS = 30_000;
/** How long one sleeps at most: writes on other nodes may have made something due earlier. */
const MAX_SLEEP_MS = 10_000;

/**
 * One node at a time, under a lease, sleeps until the next boundary of its jobs and runs them then.
 * After a restart the first run catches up with what was missed.
 */
export class Scheduler {
  readonly #jobs: readonly Job[];
  readonly #leases: Leases;
  readonly #clock: Clock;
  readonly #log: Log;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #pokedWhileRunning = false;
  #stopped = false;

  constructor(deps: { jobs: readonly Job[]; leases: Leases; clock: Clock; log: Log }) {
    this.#jobs = deps.jobs;
    this.#leases = deps.leases;
    this.#clock = deps.clock;
    this.#log = deps.log;
  }

  start(): void {
    this.poke();
  }

  /** Something changed that may be due earlier than the timer thinks. */
  poke(): void {
    if (this.#stopped) return;
    if (this.#running) {
      this.#pokedWhileRunning = true;
      return;
    }
    this.#running = this.#tick().finally(() => {
      this.#running = null;
      if (this.#pokedWhileRunning) {
        this.#pokedWhileRunning = false;
        this.poke();
      }
    });
  }

  /** Resolves when a run that began after this call is over. */
  async settle(): Promise<void> {
    this.poke();
    while (this.#running) await this.#running;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#running;
    await this.#leases.release(LEASE);
  }

  async #tick(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    let sleepMs = MAX_SLEEP_MS;
    try {
      if (await this.#leases.hold(LEASE, LEASE_MS)) sleepMs = await this.#runJobs();
    } catch (error) {
      this.#log.error({ err: error }, 'scheduler could not reach the store; it tries again');
    }
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.poke();
    }, sleepMs);
    this.#timer.unref();
  }

  async #runJobs(): Promise<number> {
    let next = this.#clock.now() + MAX_SLEEP_MS;
    for (const job of this.#jobs) {
      try {
        const wanted = await job.run(this.#clock.now());
        if (wanted !== null) next = Math.min(next, wanted);
      } catch (error) {
        this.#log.error({ err: error, job: job.name }, 'scheduled job failed; it runs again');
      }
    }
    return Math.max(0, next - this.#clock.now());
  }
}
