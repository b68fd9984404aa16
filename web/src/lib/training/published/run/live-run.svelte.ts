import type { RunView } from '@ensemble/shared/training/published.schema';
import { createSubscriber } from 'svelte/reactivity';
import { liveClient } from '#lib/live/live-client.ts';

/** How the day goes, kept right while something on screen reads it: the newest state that was loaded, pushed or answered. */
export class LiveRun {
  #run: RunView;
  readonly #subscribe: () => void;
  #update: () => void = () => undefined;

  constructor(initial: RunView) {
    this.#run = initial;
    this.#subscribe = createSubscriber((update) => {
      this.#update = update;
      return liveClient().watch({ runs: [initial.sessionId] }, { onRun: (run) => this.hear(run) });
    });
  }

  get run(): RunView {
    this.#subscribe();
    return this.#run;
  }

  /** Takes a state over unless a newer one is known, such as the answer to one's own press. */
  hear(run: RunView): void {
    if (run.sessionId !== this.#run.sessionId || run.version < this.#run.version) return;
    this.#run = run;
    this.#update();
  }
}
