import { createSubscriber } from 'svelte/reactivity';
import type * as Y from 'yjs';

/** A shared type that tells when it, or anything inside it, changed. */
interface Deep {
  observeDeep(listener: () => void): void;
  unobserveDeep(listener: () => void): void;
}

const subscriberOf = (type: Deep): (() => void) =>
  createSubscriber((update) => {
    const listener = () => update();
    type.observeDeep(listener);
    return () => type.unobserveDeep(listener);
  });

/** A Y.Map read as runes: listens only while something on screen reads it. */
export class LiveMap<T> {
  readonly #map: Y.Map<T>;
  readonly #subscribe: () => void;

  constructor(map: Y.Map<T>) {
    this.#map = map;
    this.#subscribe = subscriberOf(map);
  }

  get entries(): [string, T][] {
    this.#subscribe();
    return [...this.#map.entries()];
  }

  get(key: string): T | undefined {
    this.#subscribe();
    return this.#map.get(key);
  }
}

/** Anything computed from a shared type: computed again when read after a change. */
export class LiveRead<T> {
  readonly #read: () => T;
  readonly #subscribe: () => void;

  constructor(type: Deep, read: () => T) {
    this.#read = read;
    this.#subscribe = subscriberOf(type);
  }

  get current(): T {
    this.#subscribe();
    return this.#read();
  }
}
