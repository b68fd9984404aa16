/**
 * Asks for many things at once: while one look-up is on its way, those asked for in the meantime gather and go
 * together in the next. Nobody waits when it is quiet, and a rush costs a look-up for each batch. Every answer was
 * looked up after it was asked for, so nobody hears what was true before.
 */
export class Together<Value> {
  readonly #lookUp: (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>;
  readonly #most: number;
  #waiting = new Map<string, Asked<Value>[]>();
  #isBusy = false;

  /** `lookUp` leaves out what there is not. At most `most` keys go together. */
  constructor(lookUp: (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>, most: number) {
    this.#lookUp = lookUp;
    this.#most = most;
  }

  /** Null for what there is not. Those who ask for the same thing may be given the same object. */
  find(key: string): Promise<Value | null> {
    return new Promise((resolve, reject) => {
      const asked = this.#waiting.get(key);
      if (asked) asked.push({ resolve, reject });
      else this.#waiting.set(key, [{ resolve, reject }]);
      if (!this.#isBusy) void this.#serve();
    });
  }

  async #serve(): Promise<void> {
    this.#isBusy = true;
    while (this.#waiting.size > 0) {
      const batch = [...this.#waiting].slice(0, this.#most);
      for (const [key] of batch) this.#waiting.delete(key);
      await this.#answer(batch);
    }
    this.#isBusy = false;
  }

  async #answer(batch: readonly (readonly [string, readonly Asked<Value>[]])[]): Promise<void> {
    try {
      const found = await this.#lookUp(batch.map(([key]) => key));
      for (const [key, asked] of batch) for (const one of asked) one.resolve(found.get(key) ?? null);
    } catch (error) {
      for (const [, asked] of batch) for (const one of asked) one.reject(error);
    }
  }
}

interface Asked<Value> {
  resolve(value: Value | null): void;
  reject(error: unknown): void;
}
