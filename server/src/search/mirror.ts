import type { Clock } from '@ensemble/shared';
import { breather } from '../breather.ts';
import type { IndexedPassage, SearchIndex } from './search-index.ts';

/** What is stored, as an index needs to ask for it. */
export interface MirroredStore {
  /** Differs whenever anything was written since; cheap. */
  revision(): Promise<number>;
  /** Every group with a stamp that changes with its passages. */
  stamps(): Promise<Map<string, string>>;
  /** The passages of these groups; a group that is gone is left out. */
  passages(groups: readonly string[]): Promise<Map<string, IndexedPassage[]>>;
}

const GROUPS_AT_ONCE = 50;
/** A writer that died between its write and the counter is noticed after this long. */
const LOOK_AGAIN_MS = 60_000;
const BREATHE_MS = 15;

/**
 * This node's index of what all nodes write: before each search the revision is compared, and only groups whose
 * stamp differs are read again. Searches that ask while it is being brought up to date share one refresh.
 */
export class Mirror {
  readonly #index: SearchIndex;
  readonly #store: MirroredStore;
  readonly #clock: Clock;
  readonly #stamps = new Map<string, string>();
  #seen: { revision: number; atMs: number } | null = null;
  #refreshing: Promise<void> | null = null;

  constructor(index: SearchIndex, store: MirroredStore, clock: Clock) {
    this.#index = index;
    this.#store = store;
    this.#clock = clock;
  }

  /** Resolves to the index once it holds all that was written before this call. */
  async current(): Promise<SearchIndex> {
    // One that began before this call may have looked too early: then there is one more to wait for.
    if (this.#refreshing) await this.#refreshing.catch(() => undefined);
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = null;
    });
    await this.#refreshing;
    return this.#index;
  }

  async #refresh(): Promise<void> {
    const revision = await this.#store.revision();
    const now = this.#clock.now();
    if (this.#seen?.revision === revision && Math.abs(now - this.#seen.atMs) < LOOK_AGAIN_MS) return;
    const stamps = await this.#store.stamps();
    for (const group of this.#stamps.keys()) if (!stamps.has(group)) this.#forget(group);
    const stale = [...stamps].filter(([group, stamp]) => this.#stamps.get(group) !== stamp);
    for (let at = 0; at < stale.length; at += GROUPS_AT_ONCE) {
      await this.#read(stale.slice(at, at + GROUPS_AT_ONCE));
    }
    this.#seen = { revision, atMs: now };
  }

  async #read(stale: readonly [group: string, stamp: string][]): Promise<void> {
    const found = await this.#store.passages(stale.map(([group]) => group));
    const breathe = breather(BREATHE_MS);
    for (const [group, stamp] of stale) {
      const passages = found.get(group);
      if (!passages) {
        this.#forget(group);
        continue;
      }
      this.#index.put(group, passages);
      this.#stamps.set(group, stamp);
      await breathe();
    }
  }

  #forget(group: string): void {
    this.#index.drop(group);
    this.#stamps.delete(group);
  }
}
