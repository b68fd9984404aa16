import { createSubscriber } from 'svelte/reactivity';
import type { InstanceView, WatchRequest } from '@ensemble/shared';
import { type InstanceChange, liveClient } from './live-client.ts';

/**
 * Instances that stay right while something on screen reads them: what the page loaded, with
 * every newer state pushed since laid over it. Watching starts with the first reader and ends
 * with the last.
 */
export class LiveInstances {
  readonly #known = new Map<string, InstanceView>();
  readonly #subscribe: () => void;

  constructor(initial: readonly InstanceView[], request?: WatchRequest) {
    for (const instance of initial) this.#known.set(instance.id, instance);
    const wanted = request ?? { instances: initial.map((instance) => instance.id) };
    this.#subscribe = createSubscriber((update) =>
      liveClient().watch(wanted, {
        onInstance: (change) => {
          if (this.#merge(change)) update();
        },
        onActive: ({ instanceId, isActive, version }) => {
          if (this.#merge({ id: instanceId, isActive, version })) update();
        },
      }),
    );
  }

  get items(): InstanceView[] {
    this.#subscribe();
    return [...this.#known.values()];
  }

  get(id: string): InstanceView | undefined {
    this.#subscribe();
    return this.#known.get(id);
  }

  /** Lays a state over what is known, such as the answer to the viewer's own PATCH. */
  #merge(change: InstanceChange): boolean {
    const before = this.#known.get(change.id);
    if (before && change.version < before.version) return false;
    if (!before && !('startsAt' in change)) return false; // a difference to something never seen
    this.#known.set(change.id, { ...(before as InstanceView), ...change });
    return true;
  }
}
