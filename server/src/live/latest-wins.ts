/**
 * Sends the first change at once and then at most one every `everyMs`, always the newest: a busy evening
 * costs watchers a few frames a second, and the last state always arrives.
 */
export class LatestWins<Value> {
  readonly #everyMs: number;
  readonly #send: (key: string, value: Value) => void;
  readonly #isOlder: (value: Value, than: Value) => boolean;
  readonly #waiting = new Map<string, { value: Value | null; timer: NodeJS.Timeout }>();

  /** `isOlder`, for states that may be handed in out of order: an older one never replaces one that waits. */
  constructor(
    everyMs: number,
    send: (key: string, value: Value) => void,
    isOlder: (value: Value, than: Value) => boolean = () => false,
  ) {
    this.#everyMs = everyMs;
    this.#send = send;
    this.#isOlder = isOlder;
  }

  push(key: string, value: Value): void {
    const waiting = this.#waiting.get(key);
    if (waiting) {
      if (waiting.value === null || !this.#isOlder(value, waiting.value)) waiting.value = value;
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
