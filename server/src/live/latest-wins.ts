/**
 * Sends the first change at once and then at most one every `everyMs`, always the newest: a busy evening
 * costs watchers a few frames a second, and the last state always arrives.
 */
export class LatestWins<Value> {
  readonly #everyMs: number;
  readonly #send: (key: string, value: Value) => void;
  readonly #waiting = new Map<string, { value: Value | null; timer: NodeJS.Timeout }>();

  constructor(everyMs: number, send: (key: string, value: Value) => void) {
    this.#everyMs = everyMs;
    this.#send = send;
  }

  push(key: string, value: Value): void {
    const waiting = this.#waiting.get(key);
    if (waiting) {
      waiting.value = value;
      return;
    }
    this.#send(key, value);
    this.#rest(key);
  }

  /** Sends what waits and stops the timers. */
  close(): void {
    for (const [key, { value, timer }] of this.#waiting) {
      clearTimeout(timer);
      if (value !== null) this.#send(key, value);
    }
    this.#waiting.clear();
  }

  #rest(key: string): void {
    const timer = setTimeout(() => {
      const waiting = this.#waiting.get(key);
      this.#waiting.delete(key);
      if (!waiting || waiting.value === null) return;
      this.#send(key, waiting.value);
      this.#rest(key);
    }, this.#everyMs);
    timer.unref();
    this.#waiting.set(key, { value: null, timer });
  }
}
