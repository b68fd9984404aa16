import { asProblem, type ApiProblem } from '#lib/api/problem.ts';

/** What is true of the changes made on this page. */
export type QueueState =
  | { kind: 'idle' }
  | { kind: 'saving' }
  | { kind: 'saved' }
  /** No connection, or the server is not up to it: tried again by itself. `kept` changes wait. */
  | { kind: 'waiting'; kept: number }
  /** Somebody has to do something first, such as sign in; then `retry`. */
  | { kind: 'held'; kept: number; problem: ApiProblem };

export interface Write {
  /** @throws ApiProblem */
  run(): Promise<void>;
  /** It was refused for good: the page shows again what is stored. */
  refused(problem: ApiProblem): void;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Changes on their way to the server, one after the other in the order they were made, since a later one may
 * build on an earlier one. What fails for want of a connection stays and is tried again; nothing is dropped
 * unless the server refuses it for good.
 */
export class WriteQueue {
  #writes: Write[] = [];
  #length = $state(0);
  #problem = $state.raw<ApiProblem | null>(null);
  #didSave = $state(false);
  #running = false;
  #wake: (() => void) | null = null;
  #idle: (() => void)[] = [];

  get state(): QueueState {
    if (this.#length === 0) return { kind: this.#didSave ? 'saved' : 'idle' };
    if (this.#problem === null) return { kind: 'saving' };
    return this.#problem.retryable
      ? { kind: 'waiting', kept: this.#length }
      : { kind: 'held', kept: this.#length, problem: this.#problem };
  }

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  /** Something stands in the way, and leaving would lose what waits. */
  get isStuck(): boolean {
    return this.#problem !== null;
  }

  add(write: Write): void {
    this.#writes.push(write);
    this.#length = this.#writes.length;
    if (!this.#running) void this.#run();
  }

  /** Tries again at once what waits. */
  retry(): void {
    this.#wake?.();
  }

  /** Resolves when nothing waits any more. */
  async drained(): Promise<void> {
    if (this.#length > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  async #run(): Promise<void> {
    this.#running = true;
    let pause = FIRST_PAUSE_MS;
    for (let write = this.#writes[0]; write !== undefined; write = this.#writes[0]) {
      try {
        await write.run();
        this.#didSave = true;
      } catch (thrown) {
        const problem = asProblem(thrown);
        if (problem.retryable || problem.signedOut) {
          this.#problem = problem;
          await this.#pause(problem.retryable ? pause : null);
          pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
          continue;
        }
        write.refused(problem);
      }
      this.#problem = null;
      pause = FIRST_PAUSE_MS;
      this.#writes.shift();
      this.#length = this.#writes.length;
    }
    this.#running = false;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** Until `ms` have passed, the connection is back, or somebody presses; null waits for the press. */
  #pause(ms: number | null): Promise<void> {
    return new Promise((resolve) => {
      const timer = ms === null ? undefined : setTimeout(() => wake(), ms);
      const wake = () => {
        clearTimeout(timer);
        removeEventListener('online', wake);
        this.#wake = null;
        resolve();
      };
      this.#wake = wake;
      addEventListener('online', wake);
    });
  }
}
