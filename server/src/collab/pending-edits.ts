import type { Peer } from './peer.ts';

/** What one group commit took from one room. */
export interface Cut {
  updates: Uint8Array[];
  /** Version of the document that is durable once the cut is stored. */
  version: number;
  /** The document's state vector when the cut was made. */
  stateVector: Uint8Array;
  /** Per connection, how many of its update frames the cut (with all before it) holds. */
  acknowledged: ReadonlyMap<Peer, number>;
}

/** The edits of one room on their way to the store. `version` counts updates since the room was loaded. */
export class PendingEdits {
  #waiting: Uint8Array[] = [];
  #inFlight: Cut | null = null;
  #version = 0;
  #durableVersion = 0;
  #bytes = 0;
  #waiters: { version: number; resolve: () => void; reject: (error: Error) => void }[] = [];

  get version(): number {
    return this.#version;
  }

  /** Bytes not yet acknowledged by the store. */
  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0 && this.#inFlight === null;
  }

  add(update: Uint8Array): void {
    this.#waiting.push(update);
    this.#version++;
    this.#bytes += update.byteLength;
  }

  /** Everything unstored, in order. */
  all(): Uint8Array[] {
    return [...(this.#inFlight?.updates ?? []), ...this.#waiting];
  }

  cut(stateVector: Uint8Array, acknowledged: ReadonlyMap<Peer, number>): Cut | null {
    if (this.#inFlight !== null || this.#waiting.length === 0) return null;
    this.#inFlight = { updates: this.#waiting, version: this.#version, stateVector, acknowledged };
    this.#waiting = [];
    return this.#inFlight;
  }

  committed(cut: Cut): void {
    this.#inFlight = null;
    this.#durableVersion = cut.version;
    this.#bytes = this.#waiting.reduce((sum, update) => sum + update.byteLength, 0);
    const reached = this.#waiters.filter(({ version }) => version <= this.#durableVersion);
    this.#waiters = this.#waiters.filter(({ version }) => version > this.#durableVersion);
    for (const { resolve } of reached) resolve();
  }

  /** The write failed: the cut goes back in front of what came since. */
  putBack(cut: Cut): void {
    this.#inFlight = null;
    this.#waiting = [...cut.updates, ...this.#waiting];
  }

  /** Resolves once everything up to `version` is stored; rejects when the document is erased. */
  whenDurable(version: number): Promise<void> {
    if (version <= this.#durableVersion) return Promise.resolve();
    return new Promise((resolve, reject) => this.#waiters.push({ version, resolve, reject }));
  }

  /** The document is gone: nothing of it will be stored. */
  abandon(error: Error): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    this.#waiting = [];
    this.#inFlight = null;
    this.#bytes = 0;
    for (const { reject } of waiters) reject(error);
  }
}
