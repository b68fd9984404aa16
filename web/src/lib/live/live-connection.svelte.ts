import { createSubscriber } from 'svelte/reactivity';
import { liveClient } from './live-client.ts';

/** Whether what is on screen follows the server just now, for a page to say so when it does not. */
export class LiveConnection {
  readonly #subscribe = createSubscriber((update) => liveClient().onConnection(update));

  /** False while the connection is lost and until everything watched was told anew. True where there is no browser. */
  get connected(): boolean {
    this.#subscribe();
    return typeof window === 'undefined' || liveClient().connected;
  }

  /** Up to when (epoch ms) what is shown was right; null while connected, or when nothing was ever heard. */
  get asOfMs(): number | null {
    return this.connected ? null : liveClient().heardMs;
  }
}
