import { createSubscriber } from 'svelte/reactivity';
import type { WatchRequest } from '@ensemble/shared';
import type { SeatCountsView } from '@ensemble/shared/seats';
import { liveClient } from './live-client.ts';

/**
 * Seat counts that stay right while something on screen reads them: what the page loaded, with every newer count
 * pushed since laid over it. Watching a city brings those of all its sessions, also of ones that the page did not
 * load. Watching starts with the first reader and ends with the last.
 */
export class LiveSeats {
  readonly #known = new Map<string, SeatCountsView>();
  readonly #subscribe: () => void;

  /** @param request what to watch; the instances of `initial` unless told */
  constructor(initial: readonly SeatCountsView[], request?: WatchRequest) {
    for (const counts of initial) this.#known.set(counts.instanceId, counts);
    const wanted = request ?? { instances: initial.map(({ instanceId }) => instanceId) };
    this.#subscribe = createSubscriber((update) =>
      liveClient().watch(wanted, {
        onSeats: (counts) => {
          if (this.#lay(counts)) update();
        },
      }),
    );
  }

  get items(): SeatCountsView[] {
    this.#subscribe();
    return [...this.#known.values()];
  }

  get(id: string): SeatCountsView | undefined {
    this.#subscribe();
    return this.#known.get(id);
  }

  /** Same versions pass: a hold may have lapsed since without anybody having written it down. */
  #lay(counts: SeatCountsView): boolean {
    const before = this.#known.get(counts.instanceId);
    if (before && counts.version < before.version) return false;
    this.#known.set(counts.instanceId, counts);
    return true;
  }
}
