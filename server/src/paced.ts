/**
 * Work that many things may ask for and that is done for all of them together: at once, and again when it is over
 * and `pauseMs` has passed if somebody asked in between. However often it is asked for, it runs no more often.
 */
export class Paced {
  readonly #work: () => Promise<void>;
  readonly #pauseMs: number;
  #timer: NodeJS.Timeout | null = null;
  #isBusy = false;
  #wantedAgain = false;
  #stopped = false;

  /** `work` must not reject. */
  constructor(work: () => Promise<void>, pauseMs: number) {
    this.#work = work;
    this.#pauseMs = pauseMs;
  }

  request(): void {
    if (this.#stopped) return;
    if (this.#isBusy) {
      this.#wantedAgain = true;
      return;
    }
    this.#isBusy = true;
    void this.#work().finally(() => {
      this.#timer = setTimeout(() => {
        this.#isBusy = false;
        if (!this.#wantedAgain) return;
        this.#wantedAgain = false;
        this.request();
      }, this.#pauseMs);
      this.#timer.unref();
    });
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
  }
}
