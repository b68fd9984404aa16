import { randomKey } from '#lib/api/client.ts';
import type { ApiProblem } from '#lib/api/problem.ts';

/**
 * One thing somebody wants done once. Its key stays the same until an answer says what became of it: pressed twice
 * it happens once, and tried again after a lost answer it leads to what the first try did, even when what stands
 * in the form has changed meanwhile.
 */
export class Intent {
  #key: string | null = null;

  get key(): string {
    return (this.#key ??= randomKey());
  }

  /** Whether an earlier try may have gone through without our hearing of it. */
  #unheard = false;
  get isUnheard(): boolean {
    return this.#unheard;
  }

  /** It was done: the next is another one. */
  done(): void {
    this.#key = null;
    this.#unheard = false;
  }

  /** Refused for good: the next try is another one. Otherwise nobody knows whether it was done. */
  failed(problem: ApiProblem): void {
    if (problem.retryable || problem.code === 'request-in-progress' || problem.code === 'unexpected-answer') {
      this.#unheard = true;
    } else {
      this.done();
    }
  }
}
