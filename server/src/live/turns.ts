import { AppError } from '@ensemble/shared';

/**
 * What one client asks, one after the other in the order it came: an unwatch never overtakes the watch before it,
 * and a client that asks faster than we answer keeps one question busy, not all of the store.
 */
export class Turns {
  readonly #most: number;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** At most `most` wait; more are refused. */
  constructor(most: number) {
    this.#most = most;
  }

  get isIdle(): boolean {
    return this.#waiting === 0;
  }

  /** Rejects with what `work` throws, or with AppError `too-many`. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#waiting >= this.#most) throw new AppError('too-many', 'Too many questions at once.');
    this.#waiting++;
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      this.#waiting--;
    }
  }
}
