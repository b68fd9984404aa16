import { liveClient } from '#lib/live/live-client.ts';

interface Known {
  id: string;
  version: number;
}

/** Several pushes of one moment (a cancelled night, its seats, its state) lead to one reload. */
const SETTLE_MS = 200;

/**
 * Keeps a page of evenings true: says once when an evening on it is newer than what it shows, or when
 * one of its sessions has an evening it does not show; and when the page comes back into sight after
 * a while, since a phone that slept heard nothing.
 */
export class EveningWatch {
  readonly #onchange: () => void;
  readonly #versions = new Map<string, number>();
  #settling: ReturnType<typeof setTimeout> | undefined;

  constructor(onchange: () => void) {
    this.#onchange = onchange;
  }

  /** Call in an effect with what the page shows now; answers the stop. */
  follow(shown: readonly Known[], sessions: readonly string[]): () => void {
    for (const { id, version } of shown) this.#hear(id, version);
    const request = { instances: shown.map(({ id }) => id), sessions: [...sessions] };
    const unwatch =
      request.instances.length + request.sessions.length === 0
        ? () => undefined
        : liveClient().watch(request, {
            onInstance: ({ id, version }) => this.#notice(id, version),
            onActive: ({ instanceId, version }) => this.#notice(instanceId, version),
          });
    const onvisible = () => {
      if (document.visibilityState === 'visible') this.#schedule();
    };
    document.addEventListener('visibilitychange', onvisible);
    return () => {
      unwatch();
      document.removeEventListener('visibilitychange', onvisible);
      clearTimeout(this.#settling);
    };
  }

  #hear(id: string, version: number): boolean {
    if (version <= (this.#versions.get(id) ?? -1)) return false;
    this.#versions.set(id, version);
    return true;
  }

  #notice(id: string, version: number): void {
    if (this.#hear(id, version)) this.#schedule();
  }

  #schedule(): void {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(this.#onchange, SETTLE_MS);
  }
}
