/** Somebody with frames waiting to be handled. */
export interface Reader {
  /** Handles the oldest waiting frame; returns its bytes, or null when nothing waits. */
  handleNext(): number | null;
}

const FRAMES_PER_TURN = 32;
const BYTES_PER_TURN = 256 * 1024;
const TICK_MS = 8;

/**
 * Shares the one thread between all connections: a frame that arrives when nobody waits is handled
 * at once; a flood waits its turn behind everybody else's next frames.
 */
export class ReadBudget {
  readonly #waiting = new Set<Reader>();
  readonly #served = new Map<Reader, number>();
  #armed = false;

  /** Call after queueing a frame on `reader`. */
  offer(reader: Reader): void {
    const served = this.#served.get(reader) ?? 0;
    this.#arm();
    if (this.#waiting.size === 0 && served < FRAMES_PER_TURN) {
      this.#served.set(reader, served + 1);
      reader.handleNext();
    } else {
      this.#waiting.add(reader);
    }
  }

  forget(reader: Reader): void {
    this.#waiting.delete(reader);
    this.#served.delete(reader);
  }

  #arm(): void {
    if (this.#armed) return;
    this.#armed = true;
    setImmediate(() => {
      this.#armed = false;
      this.#served.clear();
      this.#turn();
      if (this.#waiting.size > 0) this.#arm();
    });
  }

  #turn(): void {
    const until = performance.now() + TICK_MS;
    for (const reader of [...this.#waiting]) {
      // Back in line behind the others, unless it had nothing left.
      this.#waiting.delete(reader);
      if (!this.#serve(reader)) this.#waiting.add(reader);
      if (performance.now() > until) return;
    }
  }

  /** True when nothing waits any more. */
  #serve(reader: Reader): boolean {
    let bytes = 0;
    for (let frames = 0; frames < FRAMES_PER_TURN && bytes < BYTES_PER_TURN; frames++) {
      const handled = reader.handleNext();
      if (handled === null) return true;
      bytes += handled;
    }
    return false;
  }
}
